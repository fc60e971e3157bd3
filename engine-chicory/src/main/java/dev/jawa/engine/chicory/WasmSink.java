package dev.jawa.engine.chicory;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the primitives of the binary format.
final class WasmSink {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  WasmSink u8(int value) {
    out.write(value);
    return this;
  }

  WasmSink u32(int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return this;
  }

  WasmSink s32(int value) {
    int rest = value;
    while (rest < -0x40 || rest >= 0x40) {
      out.write((rest & 0x7F) | 0x80);
      rest >>= 7;
    }
    out.write(rest & 0x7F);
    return this;
  }

  WasmSink name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return u32(bytes.length).raw(bytes, 0, bytes.length);
  }

  WasmSink raw(byte[] source, int from, int to) {
    out.write(source, from, to - from);
    return this;
  }

  /// A section as it is.
  WasmSink copy(byte[] wasm, WasmReader.Section section) {
    return raw(wasm, section.start(), section.end());
  }

  /// A section with this content.
  WasmSink section(int id, WasmSink content) {
    byte[] bytes = content.bytes();
    return u8(id).u32(bytes.length).raw(bytes, 0, bytes.length);
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
