package dev.jawa.app.daemon;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The compiled code of all modules of a layer, as one blob.
///
/// @param madeAt when, in milliseconds of Unix: made anew it is another blob, also where the first
///   one is damaged
/// @param kind of the code, see [dev.jawa.engine.CodeCache#kind()]
/// @param layer the digest of what it was made of
/// @param code by the names of the modules
record CodeArchive(long madeAt, String kind, String layer, Map<String, byte[]> code) {

  private static final int MAGIC = 0x4A574131;

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeLong(madeAt);
      out.writeUTF(kind);
      out.writeUTF(layer);
      out.writeInt(code.size());
      for (Map.Entry<String, byte[]> each : code.entrySet()) {
        out.writeUTF(each.getKey());
        out.writeInt(each.getValue().length);
        out.write(each.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// `null` if the bytes are not what [#encode] gave.
  static @Nullable CodeArchive decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        return null;
      }
      long madeAt = in.readLong();
      String kind = in.readUTF();
      String layer = in.readUTF();
      Map<String, byte[]> code = new LinkedHashMap<>();
      for (int count = in.readInt(); count > 0; count--) {
        String name = in.readUTF();
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
          return null;
        }
        code.put(name, in.readNBytes(length));
      }
      return new CodeArchive(madeAt, kind, layer, code);
    } catch (IOException e) {
      return null;
    }
  }
}
