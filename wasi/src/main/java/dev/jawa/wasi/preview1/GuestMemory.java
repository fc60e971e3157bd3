package dev.jawa.wasi.preview1;

import dev.jawa.engine.CoreMemory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The memory of the calling module. Pointers and lengths are unsigned 32-bit numbers in a `long`;
/// one out of bounds traps, as the specification has it.
record GuestMemory(CoreMemory memory) {

  /// More than any path has that a kernel takes.
  private static final int LONGEST_TEXT = 16 * 1024;

  /// Strict UTF-8; the range is known to be there.
  String text(long address, long length) throws ErrnoException {
    if (length > LONGEST_TEXT) {
      throw new ErrnoException(Errno.NAMETOOLONG);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(address, length)))
          .toString();
    } catch (CharacterCodingException _) {
      throw new ErrnoException(Errno.ILSEQ);
    }
  }

  private byte[] bytes(long address, long length) {
    byte[] bytes = new byte[(int) length];
    memory.read(address, bytes, 0, bytes.length);
    return bytes;
  }

  /// Traps if any byte of the range is not there.
  void requireInBounds(long address, long length) {
    if (length > 0) {
      memory.getByte(address + length - 1);
    }
  }

  int u8(long address) {
    return Byte.toUnsignedInt(memory.getByte(address));
  }

  int u16(long address) {
    return Short.toUnsignedInt(memory.getShort(address));
  }

  long u32(long address) {
    return Integer.toUnsignedLong(memory.getInt(address));
  }

  long u64(long address) {
    return memory.getLong(address);
  }

  void putU8(long address, int value) {
    memory.putByte(address, (byte) value);
  }

  void putU16(long address, int value) {
    memory.putShort(address, (short) value);
  }

  void putU32(long address, long value) {
    memory.putInt(address, (int) value);
  }

  void putU64(long address, long value) {
    memory.putLong(address, value);
  }

  void put(long address, byte[] bytes) {
    memory.write(address, bytes, 0, bytes.length);
  }

  void put(long address, byte[] bytes, int offset, int length) {
    memory.write(address, bytes, offset, length);
  }

  /// See [CoreMemory#view].
  @Nullable ByteBuffer view(long address, int length) {
    return memory.view(address, length);
  }

  /// See [CoreMemory#wrote].
  void wrote(long address, int length) {
    memory.wrote(address, length);
  }

  void get(long address, byte[] target, int offset, int length) {
    memory.read(address, target, offset, length);
  }
}
