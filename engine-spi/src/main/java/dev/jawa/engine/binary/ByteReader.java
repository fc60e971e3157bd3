package dev.jawa.engine.binary;

import dev.jawa.engine.MalformedModuleException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the primitives of the binary format; whatever ends too early is a
/// [MalformedModuleException].
public final class ByteReader {

  /// The length of a module's magic number and version.
  public static final int HEADER = 8;

  private final byte[] bytes;
  private int at;

  /// Starts at a position.
  public ByteReader(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  public int position() {
    return at;
  }

  /// Goes to a position that is not before this one.
  public void seek(int position) {
    if (position < at || position > bytes.length) {
      throw unexpectedEnd();
    }
    at = position;
  }

  public boolean atEnd() {
    return at >= bytes.length;
  }

  public int u8() {
    if (atEnd()) {
      throw unexpectedEnd();
    }
    return bytes[at++] & 0xFF;
  }

  /// An unsigned LEB128 of 32 bits.
  public int u32() {
    long value = u64();
    if (value < 0 || value > 0xFFFF_FFFFL) {
      throw new MalformedModuleException("integer too large");
    }
    return (int) value;
  }

  /// An unsigned LEB128 of 64 bits.
  public long u64() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = u8();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedModuleException("integer representation too long");
  }

  /// A LEB128 of any kind.
  public void skipLeb() {
    while (u8() >= 0x80) {
      // the last byte has no continuation bit
    }
  }

  public void skip(int count) {
    seek(end(count));
  }

  /// The end of what is this long, from here.
  public int end(int length) {
    if (length < 0 || length > bytes.length - at) {
      throw new MalformedModuleException("length out of bounds");
    }
    return at + length;
  }

  /// A name: its length and its characters.
  public String name() {
    int length = u32();
    int end = end(length);
    try {
      String name =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length)).toString();
      at = end;
      return name;
    } catch (CharacterCodingException e) {
      throw new MalformedModuleException("malformed UTF-8 encoding", e);
    }
  }

  /// The bytes from a position to where this reader is.
  public byte[] since(int start) {
    return Arrays.copyOfRange(bytes, start, at);
  }

  private static MalformedModuleException unexpectedEnd() {
    return new MalformedModuleException("unexpected end");
  }
}
