package dev.jawa.wast.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The binaries of the core modules that hosts of scripts bring.
final class HostModules {

  private static final int TYPE = 1;
  private static final int FUNCTION = 3;
  private static final int TABLE = 4;
  private static final int MEMORY = 5;
  private static final int GLOBAL = 6;
  private static final int EXPORT = 7;
  private static final int CODE = 10;

  private HostModules() {}

  /// A global `g` of 100 and a function `f` that answers 101.
  static byte[] simple() {
    ByteArrayOutputStream out = module();
    section(out, TYPE, bytes(1, 0x60, 0, 1, 0x7f));
    section(out, FUNCTION, bytes(1, 0));
    section(out, GLOBAL, bytes(1, 0x7f, 0, 0x41, 0xe4, 0, 0x0b));
    section(out, EXPORT, bytes(2, 1, 'g', 3, 0, 1, 'f', 0, 0));
    section(out, CODE, bytes(1, 5, 0, 0x41, 0xe5, 0, 0x0b));
    return out.toByteArray();
  }

  private static ByteArrayOutputStream module() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    return out;
  }

  /// The globals, the table and the memory of `spectest`.
  static byte[] spectest() {
    ByteArrayOutputStream out = module();
    section(out, TABLE, bytes(1, 0x70, 1, 10, 20));
    section(out, MEMORY, bytes(1, 1, 1, 2));
    section(out, GLOBAL, globals());
    section(out, EXPORT, exports());
    return out.toByteArray();
  }

  /// All are 666, in the type's own way.
  private static byte[] globals() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(4);
    out.writeBytes(bytes(0x7f, 0, 0x41, 0x9a, 0x05, 0x0b));
    out.writeBytes(bytes(0x7e, 0, 0x42, 0x9a, 0x05, 0x0b));
    out.writeBytes(bytes(0x7d, 0, 0x43, 0x66, 0xa6, 0x26, 0x44, 0x0b));
    out.writeBytes(bytes(0x7c, 0, 0x44, 0xcd, 0xcc, 0xcc, 0xcc, 0xcc, 0xd4, 0x84, 0x40, 0x0b));
    return out.toByteArray();
  }

  private static byte[] exports() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(6);
    export(out, "table", 1, 0);
    export(out, "memory", 2, 0);
    export(out, "global_i32", 3, 0);
    export(out, "global_i64", 3, 1);
    export(out, "global_f32", 3, 2);
    export(out, "global_f64", 3, 3);
    return out.toByteArray();
  }

  private static void export(ByteArrayOutputStream out, String name, int kind, int index) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    out.write(text.length);
    out.writeBytes(text);
    out.write(kind);
    out.write(index);
  }

  private static void section(ByteArrayOutputStream out, int id, byte[] body) {
    out.write(id);
    out.write(body.length);
    out.writeBytes(body);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
