package dev.jawa.engine.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes the primitives of the binary format.
public final class ByteSink {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public ByteSink u8(int value) {
    out.write(value);
    return this;
  }

  /// An unsigned LEB128.
  public ByteSink u32(int value) {
    return u64(Integer.toUnsignedLong(value));
  }

  /// An unsigned LEB128.
  public ByteSink u64(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  public ByteSink raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public ByteSink raw(byte[] bytes, int from, int to) {
    out.write(bytes, from, to - from);
    return this;
  }

  /// A name: its length and its characters.
  public ByteSink name(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return u32(utf8.length).raw(utf8);
  }

  /// A section.
  public ByteSink section(int id, ByteSink content) {
    return u8(id).u32(content.size()).raw(content.bytes());
  }

  public int size() {
    return out.size();
  }

  public byte[] bytes() {
    return out.toByteArray();
  }
}
