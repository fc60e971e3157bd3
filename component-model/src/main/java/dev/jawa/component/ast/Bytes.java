package dev.jawa.component.ast;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/// A range of the input, not copied: the input must not be changed as long as the AST lives.
public final class Bytes {

  private final byte[] input;
  private final int offset;
  private final int length;

  public Bytes(byte[] input, int offset, int length) {
    if (offset < 0 || length < 0 || length > input.length - offset) {
      throw new IndexOutOfBoundsException(offset + "+" + length + " of " + input.length);
    }
    this.input = input;
    this.offset = offset;
    this.length = length;
  }

  /// The position of the first byte in the input.
  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  public byte get(int index) {
    return input[offset + Objects.checkIndex(index, length)];
  }

  /// The bytes in an array of their own.
  public byte[] copy() {
    return Arrays.copyOfRange(input, offset, offset + length);
  }

  /// A read-only view.
  public ByteBuffer view() {
    return ByteBuffer.wrap(input, offset, length).slice().asReadOnlyBuffer();
  }

  @Override
  public String toString() {
    return "Bytes[" + offset + "+" + length + "]";
  }
}
