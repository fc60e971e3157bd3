package dev.jawa.component.binary;

import dev.jawa.component.ast.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Reads the primitives of the binary format within a range of the input. It never reads past the
/// end of its range and never allocates on behalf of a number that the input merely claims. Spec:
/// WebAssembly 3.0, binary format, values.
final class BinaryReader {

  private final byte[] input;
  private final int end;
  private final Budget budget;
  private int position;

  BinaryReader(byte[] input, int start, int end, Budget budget) {
    this.input = input;
    this.position = start;
    this.end = end;
    this.budget = budget;
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position == end;
  }

  int remaining() {
    return end - position;
  }

  int u8() {
    require(1);
    return input[position++] & 0xFF;
  }

  int peek() {
    require(1);
    return input[position] & 0xFF;
  }

  /// An unsigned LEB128 of 32 bits.
  long u32() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = u8();
      if (shift == 28 && (b & 0x7F) > 0x0F) {
        throw tooLong(b, "integer");
      }
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw tooLong(0x80, "integer");
  }

  /// An unsigned LEB128 of 64 bits.
  long u64() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int b = u8();
      if (shift == 63 && (b & 0x7F) > 1) {
        throw tooLong(b, "integer");
      }
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return value;
      }
    }
    throw tooLong(0x80, "integer");
  }

  /// A signed LEB128 of 33 bits, as type indices are written.
  long s33() {
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int b = u8();
      value |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        int unused = 64 - shift - 7;
        long extended = value << unused >> unused;
        if (shift == 28 && extended != extended << 31 >> 31) {
          throw tooLong(b, "integer");
        }
        return extended;
      }
    }
    throw tooLong(0x80, "integer");
  }

  /// An index; see the package documentation of the AST on what does not fit.
  int index() {
    return (int) Math.min(u32(), Integer.MAX_VALUE);
  }

  /// The length of a vector, of whose elements every one takes at least a byte.
  int count() {
    int at = position;
    long count = u32();
    if (count > remaining()) {
      throw new MalformedException(
          "unexpected end-of-file: " + count + " items in " + remaining() + " bytes", at);
    }
    budget.spend((int) count, at);
    return (int) count;
  }

  /// A byte-counted UTF-8 string.
  String name() {
    int length = length();
    int at = position;
    ByteBuffer bytes = ByteBuffer.wrap(input, position, length);
    position += length;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes)
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("malformed UTF-8 encoding", at);
    }
  }

  /// A byte count that the range can satisfy.
  int length() {
    int at = position;
    long length = u32();
    if (length > remaining()) {
      throw new MalformedException(
          "unexpected end-of-file: " + length + " bytes wanted, " + remaining() + " left", at);
    }
    return (int) length;
  }

  /// A reader for the next bytes, which this one skips.
  BinaryReader slice(int length) {
    require(length);
    BinaryReader slice = new BinaryReader(input, position, position + length, budget);
    position += length;
    return slice;
  }

  /// Another reader at the same place of the same range.
  BinaryReader fork() {
    return new BinaryReader(input, position, end, budget);
  }

  /// What the range begins with; nothing is consumed.
  Preamble preamble() {
    return Preamble.at(input, position, end);
  }

  /// All that is left.
  Bytes rest() {
    Bytes rest = new Bytes(input, position, remaining());
    position = end;
    return rest;
  }

  boolean flag() {
    int at = position;
    int b = u8();
    if (b > 1) {
      throw new MalformedException("invalid boolean value 0x" + Integer.toHexString(b), at);
    }
    return b == 1;
  }

  /// @param what the construct that has no such first byte
  MalformedException invalidLeadingByte(int b, int at, String what) {
    return new MalformedException(
        "invalid leading byte (0x" + Integer.toHexString(b) + ") for " + what, at);
  }

  void expectEnd(String what) {
    if (!atEnd()) {
      throw new MalformedException(remaining() + " trailing bytes in " + what, position);
    }
  }

  private void require(int bytes) {
    if (bytes > remaining()) {
      throw new MalformedException("unexpected end-of-file", position);
    }
  }

  private MalformedException tooLong(int lastByte, String what) {
    String wrong = lastByte >= 0x80 ? " representation too long" : " too large";
    return new MalformedException(what + wrong, position - 1);
  }
}
