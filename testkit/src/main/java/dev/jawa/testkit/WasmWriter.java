package dev.jawa.testkit;

import java.io.ByteArrayOutputStream;

/// The primitives of the binary format.
final class WasmWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  WasmWriter u8(int value) {
    out.write(value);
    return this;
  }

  /// Unsigned LEB128.
  WasmWriter u32(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return this;
  }

  /// Signed LEB128.
  WasmWriter s64(long value) {
    long rest = value;
    while (rest < -0x40 || rest > 0x3F) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>= 7;
    }
    out.write((int) (rest & 0x7F));
    return this;
  }

  WasmWriter littleEndian(long bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (bits >>> (8 * i)));
    }
    return this;
  }

  WasmWriter name(String name) {
    byte[] bytes = WasmBuilder.utf8(name);
    return u32(bytes.length).raw(bytes);
  }

  /// @param max -1 for none
  WasmWriter limits(int min, int max) {
    return max < 0 ? u8(0).u32(min) : u8(1).u32(min).u32(max);
  }

  WasmWriter raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
