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
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A linear memory in one `byte[]`.
///
/// The array may be longer than the memory, so that growing page by page does not copy everything
/// each time; hence every access is checked against `limit`, and the array's own check never fails.
/// Generated code comes through [GuestMemory].
///
/// Not for shared memories: nothing here is safe for two threads at once.
sealed class FlatMemory implements Memory permits CardMemory {

  /// The largest `byte[]` of whole pages; addresses of 2^31 and above always trap.
  static final int MAX_PAGES = RUNTIME_MAX_PAGES;

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final VarHandle FLOAT = view(float[].class);
  private static final VarHandle DOUBLE = view(double[].class);

  private final MemoryLimits declared;
  private final int growLimit;
  private final boolean trapOnGrowFailure;

  /// Both also for [GuestMemory]. The array is never shorter than the limit.
  byte[] data;

  int limit;

  FlatMemory(MemoryLimits declared, StoreLimits limits) {
    checkInitial(declared, limits);
    this.declared = declared;
    this.growLimit = growLimit(declared, limits);
    this.trapOnGrowFailure = limits.trapOnGrowFailure();
    this.limit = declared.initialPages() * PAGE_SIZE;
    byte[] initial = allocate(limit);
    if (initial == null) {
      throw new Trap(
          Trap.Kind.MEMORY_LIMIT,
          "no room for a memory of %d bytes: give the JVM a larger heap (-Xmx)".formatted(limit));
    }
    this.data = initial;
  }

  /// How many pages a memory may have in a store.
  static int growLimit(MemoryLimits declared, StoreLimits limits) {
    long allowed = Math.max(0, limits.maxMemoryBytes()) / PAGE_SIZE;
    return (int) Math.min(Math.min(declared.maximumPages(), MAX_PAGES), allowed);
  }

  /// Refuses a memory that starts beyond what a store allows.
  static void checkInitial(MemoryLimits declared, StoreLimits limits) {
    if (declared.initialPages() > growLimit(declared, limits)) {
      long bytes = (long) declared.initialPages() * PAGE_SIZE;
      long allowed = Math.min(limits.maxMemoryBytes(), (long) MAX_PAGES * PAGE_SIZE);
      throw new Trap(
          Trap.Kind.MEMORY_LIMIT,
          "the memory starts with %d bytes, the limit is %d".formatted(bytes, allowed));
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

  Trap outOfBounds(int base, int offset, int length) {
    return outOfBounds(
        Integer.toUnsignedLong(base) + Integer.toUnsignedLong(offset), (long) length);
  }

  private Trap outOfBounds(int address, long length) {
    return outOfBounds(Integer.toUnsignedLong(address), length);
  }

  private Trap outOfBounds(long address, long length) {
    return new Trap(
        Trap.Kind.MEMORY_OUT_OF_BOUNDS,
        "out of bounds memory access: %d bytes at address %d of %d"
            .formatted(length, address, limit));
  }

  final void checkRange(int address, int length) {
    // Both unsigned; no sum of two 32-bit numbers overflows a long.
    if (Integer.toUnsignedLong(address) + Integer.toUnsignedLong(length) > limit) {
      throw outOfBounds(address, Integer.toUnsignedLong(length));
    }
  }

  /// After a store of up to 8 bytes by generated code.
  void written(int address) {}

  int byteSize() {
    return limit;
  }

  // ---- size

  @Override
  public int pages() {
    return limit / PAGE_SIZE;
  }

  @Override
  public int initialPages() {
    return declared.initialPages();
  }

  @Override
  public int maximumPages() {
    return Math.min(declared.maximumPages(), MAX_PAGES);
  }

  @Override
  public boolean shared() {
    return false;
  }

  @Override
  public int grow(int deltaPages) {
    int before = pages();
    long after = before + Integer.toUnsignedLong(deltaPages);
    if (after <= growLimit && reserve((int) after * PAGE_SIZE)) {
      limit = (int) after * PAGE_SIZE;
      return before;
    }
    if (trapOnGrowFailure) {
      throw new Trap(Trap.Kind.MEMORY_LIMIT);
    }
    return -1;
  }

  /// Makes the array at least this long; half as much again where there is room, so that many small
  /// steps stay cheap.
  private boolean reserve(int needed) {
    if (needed <= data.length) {
      return true;
    }
    long roomy = Math.min((long) growLimit * PAGE_SIZE, data.length * 3L / 2);
    byte[] larger = roomy > needed ? allocate((int) roomy) : null;
    if (larger == null) {
      larger = allocate(needed);
    }
    if (larger == null) {
      return false;
    }
    System.arraycopy(data, 0, larger, 0, limit);
    data = larger;
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

  @Override
  public void write(int address, byte[] source, int offset, int length) {
    checkRange(address, length);
    System.arraycopy(source, offset, data, address, length);
  }

  void read(int address, byte[] target, int offset, int length) {
    checkRange(address, length);
    System.arraycopy(data, address, target, offset, length);
  }

  @Override
  public byte[] readBytes(int address, int length) {
    checkRange(address, length);
    return Arrays.copyOfRange(data, address, address + length);
  }

  @Override
  public void copy(int target, int source, int length) {
    checkRange(source, length);
    checkRange(target, length);
    System.arraycopy(data, source, data, target, length);
  }

  @Override
  public void fill(byte value, int from, int to) {
    checkRange(from, to - from);
    Arrays.fill(data, from, to, value);
  }

  /// Chicory calls it before the first segment is written; a new array is zero already.
  @Override
  public void zero() {}

  // ---- numbers

  @Override
  public byte read(int address) {
    try {
      return data[Objects.checkIndex(address, limit)];
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 1);
    }
  }

  @Override
  public short readShort(int address) {
    try {
      return (short) SHORT.get(data, Objects.checkIndex(address, limit - 1));
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 2);
    }
  }

  @Override
  public int readInt(int address) {
    try {
      return (int) INT.get(data, Objects.checkIndex(address, limit - 3));
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 4);
    }
  }

  @Override
  public long readLong(int address) {
    try {
      return (long) LONG.get(data, Objects.checkIndex(address, limit - 7));
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 8);
    }
  }

  @Override
  public float readFloat(int address) {
    try {
      return (float) FLOAT.get(data, Objects.checkIndex(address, limit - 3));
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 4);
    }
  }

  @Override
  public double readDouble(int address) {
    try {
      return (double) DOUBLE.get(data, Objects.checkIndex(address, limit - 7));
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 8);
    }
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
    try {
      data[Objects.checkIndex(address, limit)] = value;
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 1);
    }
  }

  @Override
  public void writeShort(int address, short value) {
    try {
      SHORT.set(data, Objects.checkIndex(address, limit - 1), value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 2);
    }
  }

  @Override
  public void writeI32(int address, int value) {
    try {
      INT.set(data, Objects.checkIndex(address, limit - 3), value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 4);
    }
  }

  @Override
  public void writeLong(int address, long value) {
    try {
      LONG.set(data, Objects.checkIndex(address, limit - 7), value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 8);
    }
  }

  @Override
  public void writeF32(int address, float value) {
    try {
      FLOAT.set(data, Objects.checkIndex(address, limit - 3), value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 4);
    }
  }

  @Override
  public void writeF64(int address, double value) {
    try {
      DOUBLE.set(data, Objects.checkIndex(address, limit - 7), value);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds(address, 8);
    }
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
