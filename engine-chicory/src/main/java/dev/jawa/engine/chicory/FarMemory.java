package dev.jawa.engine.chicory;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;
import sun.misc.Unsafe;

/// The content of a [FlatMemory] that is too large for an array, or for the heap: up to 4 GiB.
///
/// Nothing is checked here; [FlatMemory#far] does that, and there is no other way in. Every access
/// keeps the pages reachable until it is over.
@SuppressWarnings("removal") // what the foreign memory API offers checks a second time
final class FarMemory {

  private static final Unsafe UNSAFE = GuestMemory.UNSAFE;
  private static final long ARRAY = Unsafe.ARRAY_BYTE_BASE_OFFSET;

  private final NativePages pages;
  private final long start;
  private final long capacity;

  /// Its size in bytes, at most the capacity.
  private long limit;

  private FarMemory(NativePages pages, long capacity) {
    this.pages = pages;
    this.start = pages.address();
    this.capacity = capacity;
  }

  /// An empty one with room to grow, which costs nothing before it is written.
  ///
  /// @return `null` if the kernel gives none
  static @Nullable FarMemory allocate(long capacity) {
    NativePages pages = NativePages.map(capacity);
    return pages == null ? null : new FarMemory(pages, capacity);
  }

  long limit() {
    return limit;
  }

  void setLimit(long bytes) {
    if (bytes > capacity) {
      throw new IllegalArgumentException("%d bytes of %d".formatted(bytes, capacity));
    }
    limit = bytes;
  }

  /// Gives the content back to the machine; whoever still looks finds zeros.
  ///
  /// @return whether it could be done
  boolean discard() {
    return pages.discard();
  }

  byte getByte(long address) {
    try {
      return UNSAFE.getByte(start + address);
    } finally {
      Reference.reachabilityFence(pages);
    }
  }

  short getShort(long address) {
    try {
      return UNSAFE.getShort(start + address);
    } finally {
      Reference.reachabilityFence(pages);
    }
  }

  int getInt(long address) {
    try {
      return UNSAFE.getInt(start + address);
    } finally {
      Reference.reachabilityFence(pages);
    }
  }

  long getLong(long address) {
    try {
      return UNSAFE.getLong(start + address);
    } finally {
      Reference.reachabilityFence(pages);
    }
  }

  void putByte(long address, byte value) {
    UNSAFE.putByte(start + address, value);
    Reference.reachabilityFence(pages);
  }

  void putShort(long address, short value) {
    UNSAFE.putShort(start + address, value);
    Reference.reachabilityFence(pages);
  }

  void putInt(long address, int value) {
    UNSAFE.putInt(start + address, value);
    Reference.reachabilityFence(pages);
  }

  void putLong(long address, long value) {
    UNSAFE.putLong(start + address, value);
    Reference.reachabilityFence(pages);
  }

  void read(long address, byte[] target, int offset, int length) {
    UNSAFE.copyMemory(null, start + address, target, ARRAY + offset, length);
    Reference.reachabilityFence(pages);
  }

  void write(long address, byte[] source, int offset, int length) {
    UNSAFE.copyMemory(source, ARRAY + offset, null, start + address, length);
    Reference.reachabilityFence(pages);
  }

  /// The ranges may overlap.
  void copy(long target, long source, long length) {
    UNSAFE.copyMemory(start + source, start + target, length);
    Reference.reachabilityFence(pages);
  }

  void fill(long address, long length, byte value) {
    UNSAFE.setMemory(start + address, length, value);
    Reference.reachabilityFence(pages);
  }
}
