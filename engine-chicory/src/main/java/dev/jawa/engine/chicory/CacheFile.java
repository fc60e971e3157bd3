package dev.jawa.engine.chicory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The bytes of a cache entry: a magic number, the parts with their lengths, a checksum over all of
/// it. The checksum is against damage; against malice there are the folder's permissions.
final class CacheFile {

  private static final int MAGIC = 0x4A415741;

  private CacheFile() {}

  static byte[] encode(CompiledCache.Entry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeUTF(entry.code().mainClassName());
      out.writeInt(entry.code().functions());
      out.writeInt(entry.code().interpreted().size());
      for (int function : entry.code().interpreted()) {
        out.writeInt(function);
      }
      write(out, entry.wasm());
      out.writeInt(entry.code().classes().size());
      for (Map.Entry<String, byte[]> type : entry.code().classes().entrySet()) {
        out.writeUTF(type.getKey());
        write(out, type.getValue());
      }
      out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, byte[] part) throws IOException {
    out.writeInt(part.length);
    out.write(part);
  }

  /// `null` if the bytes are not what [#encode] gave.
  static CompiledCache.@Nullable Entry decode(byte[] bytes) {
    int length = bytes.length - Long.BYTES;
    if (length < 0 || ByteBuffer.wrap(bytes).getLong(length) != checksum(bytes, length)) {
      return null;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return in.readInt() == MAGIC ? read(in) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static CompiledCache.Entry read(DataInputStream in) throws IOException {
    String mainClassName = in.readUTF();
    int functions = in.readInt();
    Set<Integer> interpreted = new HashSet<>();
    for (int count = in.readInt(); count > 0; count--) {
      interpreted.add(in.readInt());
    }
    byte[] wasm = in.readNBytes(in.readInt());
    Map<String, byte[]> classes = new LinkedHashMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      classes.put(in.readUTF(), in.readNBytes(in.readInt()));
    }
    return new CompiledCache.Entry(
        wasm, new CompiledCode(mainClassName, classes, functions, interpreted));
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return checksum.getValue();
  }
}
