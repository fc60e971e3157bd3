package dev.jawa.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A linear memory. Addresses and lengths are unsigned; every access out of bounds throws a [Trap]
/// of kind [Trap.Kind#MEMORY_OUT_OF_BOUNDS]. Numbers are little-endian, alignment does not matter.
public non-sealed interface CoreMemory extends CoreExtern {

  /// Its size in bytes, now.
  long byteSize();

  /// Whether guests address it by 64-bit numbers.
  default boolean index64() {
    return false;
  }

  /// Grows it by so many pages of 64 KiB; the former size in pages, or -1 if that is too much.
  long grow(long deltaPages);

  byte getByte(long address);

  short getShort(long address);

  int getInt(long address);

  long getLong(long address);

  void putByte(long address, byte value);

  void putShort(long address, short value);

  void putInt(long address, int value);

  void putLong(long address, long value);

  /// Copies from the memory into `target`.
  void read(long address, byte[] target, int offset, int length);

  /// Copies from `source` into the memory.
  void write(long address, byte[] source, int offset, int length);

  /// A range where it lies, for input and output without a copy: good until the guest runs again.
  /// Whoever changes bytes of it says so by [#wrote].
  ///
  /// @return a buffer with an array, or `null` if the memory lies in none
  default @Nullable ByteBuffer view(long address, int length) {
    return null;
  }

  /// Bytes of a [#view] were changed.
  default void wrote(long address, int length) {}
}
