package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ConstantEvaluators;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.DataSegment;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A linear memory in one `byte[]`, or outside the heap once it is too large for that.
///
/// The array may be longer than the memory, so that growing page by page does not copy everything
/// each time; hence every access is checked against `limit`, and the array's own check never fails.
/// Generated code comes through [GuestMemory].
///
/// A memory that grows beyond 2 GiB, or beyond what its store may have in the heap, moves to a
/// [FarMemory] and leaves a limit of zero behind: every access fails the one comparison that it
/// makes, and comes to [#far]. So memories of the usual size pay nothing for it.
///
/// Not for shared memories: nothing here is safe for two threads at once.
sealed class FlatMemory implements Memory permits CardMemory {

  /// The largest `byte[]` of whole pages.
  static final int MAX_ARRAY_PAGES = RUNTIME_MAX_PAGES;

  private static final byte[] NOTHING = new byte[0];

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final MemoryLimits declared;
  private final int growLimit;
  private final long heapBytes;
  private final boolean trapOnGrowFailure;
  private final MemoryAccount account;
  private @Nullable FarMemory far;

  /// An earlier one, empty, for when the memory grows so large again.
  private @Nullable FarMemory spare;

  private final HeapRefusal refusal = new HeapRefusal(System::nanoTime);

  /// Both also for [GuestMemory]. The array is never shorter than the limit.
  byte[] data = NOTHING;

  int limit;

  FlatMemory(MemoryLimits declared, StoreLimits limits, MemoryAccount account) {
    checkInitial(declared, limits);
    account.takeInitial((long) declared.initialPages() * PAGE_SIZE);
    this.account = account;
    this.declared = declared;
    this.growLimit = growLimit(declared, limits);
    this.heapBytes = heapBytes(declared, limits);
    this.trapOnGrowFailure = limits.trapOnGrowFailure();
    if (!resize(declared.initialPages())) {
      throw new Trap(
          Trap.Kind.MEMORY_LIMIT,
          "no room for a memory of %d bytes: give the JVM a larger heap (-Xmx)"
              .formatted(bytes(declared.initialPages())));
    }
  }

  static long bytes(long pages) {
    return pages * PAGE_SIZE;
  }

  /// How many pages a memory may have in a store.
  static int growLimit(MemoryLimits declared, StoreLimits limits) {
    long allowed = Math.max(0, limits.maxMemoryBytes()) / PAGE_SIZE;
    return (int) Math.min(declared.maximumPages(), allowed);
  }

  /// Never less than twice what it starts with: a guest that begins with much, and grows a little
  /// for each request, stays where every access is as fast as can be.
  private static long heapBytes(MemoryLimits declared, StoreLimits limits) {
    return Math.max(limits.heapMemoryBytes(), 2 * bytes(declared.initialPages()));
  }

  /// Refuses a memory that starts beyond what a store allows.
  static void checkInitial(MemoryLimits declared, StoreLimits limits) {
    if (declared.initialPages() > growLimit(declared, limits)) {
      throw new Trap(
          Trap.Kind.MEMORY_LIMIT,
          "the memory starts with %d bytes, the limit is %d"
              .formatted(bytes(declared.initialPages()), limits.maxMemoryBytes()));
    }
  }

  private static VarHandle view(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
  }

  /// `null` when the heap is too small, which for a guest is a failed grow and not the end of the
  /// JVM.
  static byte @Nullable [] allocate(int size) {
    try {
      return new byte[size];
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  private Trap outOfBounds(long address, long length) {
    return new Trap(
        Trap.Kind.MEMORY_OUT_OF_BOUNDS,
        "out of bounds memory access: %d bytes at address %s of %d"
            .formatted(length, Long.toUnsignedString(address), byteSize()));
  }

  /// Where a range lies that is not in the array.
  ///
  /// @throws Trap if it is not outside the heap either
  final FarMemory far(long address, long length) {
    FarMemory outside = far;
    if (outside == null || address < 0 || address > outside.limit() - length) {
      throw outOfBounds(address, length);
    }
    return outside;
  }

  private boolean inArray(long address, long length) {
    return address >= 0 && address <= limit - length;
  }

  /// After a store of up to 8 bytes into the array.
  void written(int address) {}

  /// After a write of so many bytes into the array.
  void written(int address, int length) {}

  long byteSize() {
    return far == null ? limit : far.limit();
  }

  final boolean isFar() {
    return far != null;
  }

  /// Puts the content back into an array, of which it takes the first bytes.
  final void restoreArray(byte[] content, int length) {
    data = content;
    limit = length;
    if (far != null) {
      spare = far.discard() ? far : null;
      far = null;
    }
  }

  /// Gives back what the JVM's collector does not know of. Whoever still looks finds zeros.
  final void discard() {
    if (far != null) {
      far.discard();
    }
  }

  // ---- size

  @Override
  public int pages() {
    return (int) (byteSize() / PAGE_SIZE);
  }

  @Override
  public int initialPages() {
    return declared.initialPages();
  }

  /// What Chicory takes for no maximum is less than there may be; [#declaredMaximum] knows better.
  @Override
  public int maximumPages() {
    return Math.min(declared.maximumPages(), RUNTIME_MAX_PAGES);
  }

  int declaredMaximum() {
    return declared.maximumPages();
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public int grow(int deltaPages) {
    int before = pages();
    long after = before + Integer.toUnsignedLong(deltaPages);
    if (after <= growLimit && growTo(before, (int) after)) {
      return before;
    }
    if (trapOnGrowFailure) {
      throw new Trap(Trap.Kind.MEMORY_LIMIT);
    }
    return -1;
  }

  private boolean growTo(int before, int after) {
    long bytes = bytes(after - before);
    if (!account.takeGrowth(bytes)) {
      return false;
    }
    if (resize(after)) {
      return true;
    }
    account.give(bytes);
    return false;
  }

  /// It is as small again as it was.
  final void shrunk(long bytes) {
    account.give(bytes);
  }

  private boolean resize(int pages) {
    boolean fitsArray = pages <= MAX_ARRAY_PAGES;
    boolean movesOut = far == null && (!fitsArray || bytes(pages) > heapBytes);
    if (movesOut && !moveOut() && !fitsArray) {
      return false;
    }
    if (far == null) {
      return resizeArray(pages * PAGE_SIZE);
    }
    far.setLimit(bytes(pages));
    return true;
  }

  /// Makes the array at least this long; half as much again where there is room, so that many small
  /// steps stay cheap.
  private boolean resizeArray(int needed) {
    if (needed > data.length) {
      if (refusal.stands(needed)) {
        return false;
      }
      long largest = Math.min(bytes(Math.min(growLimit, MAX_ARRAY_PAGES)), heapBytes);
      long roomy = Math.min(largest, data.length * 3L / 2);
      byte[] larger = roomy > needed ? allocate((int) roomy) : null;
      if (larger == null) {
        larger = allocate(needed);
      }
      if (larger == null) {
        refusal.of(needed);
        return false;
      }
      System.arraycopy(data, 0, larger, 0, limit);
      data = larger;
    }
    limit = needed;
    return true;
  }

  private boolean moveOut() {
    FarMemory outside = spare == null ? FarMemory.allocate(bytes(growLimit)) : spare;
    if (outside == null) {
      return false;
    }
    outside.write(0, data, 0, limit);
    limit = 0;
    data = NOTHING;
    far = outside;
    return true;
  }

  // ---- segments

  @Override
  public void initialize(Instance instance, DataSegment[] segments) {
    initialize(instance, segments, 0);
  }

  @Override
  public void initialize(Instance instance, DataSegment @Nullable [] segments, int memoryIndex) {
    if (segments == null) {
      return;
    }
    for (DataSegment segment : segments) {
      if (segment instanceof ActiveDataSegment active && active.index() == memoryIndex) {
        int address =
            (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
        write(address, active.data(), 0, active.data().length);
      }
    }
  }

  /// Not reached: a memory can be shared by instances that each have their own segments, so
  /// generated and interpreted code go through [GuestSupport].
  @Override
  public void initPassiveSegment(int segment, int address, int offset, int length) {
    throw new IllegalStateException("memory.init without an instance");
  }

  /// Not reached, see [#initPassiveSegment].
  @Override
  public void drop(int segment) {
    throw new IllegalStateException("data.drop without an instance");
  }

  // ---- ranges

  void write(long address, byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (inArray(address, length)) {
      System.arraycopy(source, offset, data, (int) address, length);
      written((int) address, length);
    } else {
      far(address, length).write(address, source, offset, length);
    }
  }

  void read(long address, byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (inArray(address, length)) {
      System.arraycopy(data, (int) address, target, offset, length);
    } else {
      far(address, length).read(address, target, offset, length);
    }
  }

  /// `null` for what lies outside the heap.
  @Nullable ByteBuffer view(long address, int length) {
    if (inArray(address, length)) {
      return ByteBuffer.wrap(data, (int) address, length);
    }
    far(address, length);
    return null;
  }

  @Override
  public void write(int address, byte[] source, int offset, int length) {
    write(Integer.toUnsignedLong(address), source, offset, length);
  }

  /// Chicory copies from memory to memory by it.
  @Override
  public byte[] readBytes(int address, int length) {
    long start = Integer.toUnsignedLong(address);
    checkRange(address, length);
    byte[] bytes = length < 0 ? null : allocate(length);
    if (bytes == null) {
      throw new Trap(
          Trap.Kind.MEMORY_LIMIT,
          "no room to copy %s bytes from memory to memory: give the JVM a larger heap (-Xmx)"
              .formatted(Integer.toUnsignedString(length)));
    }
    read(start, bytes, 0, length);
    return bytes;
  }

  private void checkRange(int address, int length) {
    long start = Integer.toUnsignedLong(address);
    long size = Integer.toUnsignedLong(length);
    if (!inArray(start, size)) {
      far(start, size);
    }
  }

  @Override
  public void copy(int target, int source, int length) {
    checkRange(source, length);
    checkRange(target, length);
    if (far == null) {
      System.arraycopy(data, source, data, target, length);
      written(target, length);
    } else {
      far.copy(
          Integer.toUnsignedLong(target),
          Integer.toUnsignedLong(source),
          Integer.toUnsignedLong(length));
    }
  }

  @Override
  public void fill(byte value, int from, int to) {
    checkRange(from, to - from);
    if (far == null) {
      Arrays.fill(data, from, to, value);
      written(from, to - from);
    } else {
      far.fill(Integer.toUnsignedLong(from), Integer.toUnsignedLong(to - from), value);
    }
  }

  /// Chicory calls it before the first segment is written; what is new is zero already.
  @Override
  public void zero() {}

  // ---- numbers

  byte getByte(long address) {
    return inArray(address, Byte.BYTES)
        ? data[(int) address]
        : far(address, Byte.BYTES).getByte(address);
  }

  short getShort(long address) {
    return inArray(address, Short.BYTES)
        ? (short) SHORT.get(data, (int) address)
        : far(address, Short.BYTES).getShort(address);
  }

  int getInt(long address) {
    return inArray(address, Integer.BYTES)
        ? (int) INT.get(data, (int) address)
        : far(address, Integer.BYTES).getInt(address);
  }

  long getLong(long address) {
    return inArray(address, Long.BYTES)
        ? (long) LONG.get(data, (int) address)
        : far(address, Long.BYTES).getLong(address);
  }

  void putByte(long address, byte value) {
    if (inArray(address, Byte.BYTES)) {
      data[(int) address] = value;
      written((int) address);
    } else {
      far(address, Byte.BYTES).putByte(address, value);
    }
  }

  void putShort(long address, short value) {
    if (inArray(address, Short.BYTES)) {
      SHORT.set(data, (int) address, value);
      written((int) address);
    } else {
      far(address, Short.BYTES).putShort(address, value);
    }
  }

  void putInt(long address, int value) {
    if (inArray(address, Integer.BYTES)) {
      INT.set(data, (int) address, value);
      written((int) address);
    } else {
      far(address, Integer.BYTES).putInt(address, value);
    }
  }

  void putLong(long address, long value) {
    if (inArray(address, Long.BYTES)) {
      LONG.set(data, (int) address, value);
      written((int) address);
    } else {
      far(address, Long.BYTES).putLong(address, value);
    }
  }

  // ---- numbers as the interpreter asks for them

  @Override
  public byte read(int address) {
    return getByte(Integer.toUnsignedLong(address));
  }

  @Override
  public short readShort(int address) {
    return getShort(Integer.toUnsignedLong(address));
  }

  @Override
  public int readInt(int address) {
    return getInt(Integer.toUnsignedLong(address));
  }

  @Override
  public long readLong(int address) {
    return getLong(Integer.toUnsignedLong(address));
  }

  @Override
  public float readFloat(int address) {
    return Float.intBitsToFloat(readInt(address));
  }

  @Override
  public double readDouble(int address) {
    return Double.longBitsToDouble(readLong(address));
  }

  @Override
  public long readU16(int address) {
    return Short.toUnsignedLong(readShort(address));
  }

  @Override
  public long readF32(int address) {
    return readInt(address);
  }

  @Override
  public long readF64(int address) {
    return readLong(address);
  }

  @Override
  public void writeByte(int address, byte value) {
    putByte(Integer.toUnsignedLong(address), value);
  }

  @Override
  public void writeShort(int address, short value) {
    putShort(Integer.toUnsignedLong(address), value);
  }

  @Override
  public void writeI32(int address, int value) {
    putInt(Integer.toUnsignedLong(address), value);
  }

  @Override
  public void writeLong(int address, long value) {
    putLong(Integer.toUnsignedLong(address), value);
  }

  @Override
  public void writeF32(int address, float value) {
    putInt(Integer.toUnsignedLong(address), Float.floatToRawIntBits(value));
  }

  @Override
  public void writeF64(int address, double value) {
    putLong(Integer.toUnsignedLong(address), Double.doubleToRawLongBits(value));
  }

  // ---- atomics: the interface's own, which lock; nobody contends for an unshared memory

  @Override
  @SuppressWarnings("removal")
  public Object lock(int address) {
    return this;
  }

  @Override
  public void atomicFence() {
    VarHandle.fullFence();
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int address, int expected, long timeout) {
    checkRange(address, Integer.BYTES);
    throw new Trap(Trap.Kind.EXPECTED_SHARED_MEMORY);
  }

  @Override
  @SuppressWarnings("removal")
  public int waitOn(int address, long expected, long timeout) {
    checkRange(address, Long.BYTES);
    throw new Trap(Trap.Kind.EXPECTED_SHARED_MEMORY);
  }

  @Override
  @SuppressWarnings("removal")
  public int notify(int address, int count) {
    checkRange(address, Integer.BYTES);
    return 0;
  }
}
