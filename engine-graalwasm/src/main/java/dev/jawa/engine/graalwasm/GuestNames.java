package dev.jawa.engine.graalwasm;

import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.WasmFrame;
import dev.jawa.engine.binary.ByteReader;
import dev.jawa.engine.binary.SectionId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that a module's name section gives, read when the first one is asked for.
final class GuestNames {

  private static final String SECTION = "name";
  private static final int MODULE = 0;
  private static final int FUNCTIONS = 1;

  /// The content of the section, `null` once it is read.
  private byte @Nullable [] content;

  private @Nullable String module;
  private final Map<Integer, String> functions = new HashMap<>();

  private GuestNames(byte @Nullable [] content) {
    this.content = content;
  }

  /// Of a module that has been decoded.
  static GuestNames of(byte[] wasm) {
    ByteReader in = new ByteReader(wasm, ByteReader.HEADER);
    byte[] found = null;
    while (!in.atEnd()) {
      int id = in.u8();
      int end = in.end(in.u32());
      if (id == SectionId.CUSTOM && in.name().equals(SECTION)) {
        found = Arrays.copyOfRange(wasm, in.position(), end);
      }
      in.seek(end);
    }
    return new GuestNames(found);
  }

  synchronized WasmFrame frame(int function) {
    byte[] unread = content;
    if (unread != null) {
      content = null;
      try {
        read(new ByteReader(unread, 0));
      } catch (MalformedModuleException e) {
        // A broken name section is ignored, as the specification wants it.
      }
    }
    return new WasmFrame(module, function, functions.get(function));
  }

  private void read(ByteReader in) {
    while (!in.atEnd()) {
      int id = in.u8();
      int end = in.end(in.u32());
      if (id == MODULE) {
        module = in.name();
      } else if (id == FUNCTIONS) {
        int count = in.u32();
        for (int i = 0; i < count; i++) {
          functions.put(in.u32(), in.name());
        }
      }
      in.seek(end);
    }
  }
}
