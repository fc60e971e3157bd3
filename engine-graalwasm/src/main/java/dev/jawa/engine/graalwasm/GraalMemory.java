package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import org.graalvm.wasm.memory.WasmMemory;
import org.graalvm.wasm.memory.WasmMemoryFactory;
import org.graalvm.wasm.memory.WasmMemoryLibrary;

/// A memory, with the type that its module gave it.
record GraalMemory(GraalStore store, ExternType.Memory type, WasmMemory memory)
    implements CoreMemory, GraalExtern {

  private static final int PAGE_BITS = 16;
  private static final long MAX_PAGES_32 = 1L << PAGE_BITS;
  private static final long MAX_PAGES_64 = 1L << (Long.SIZE - 1 - PAGE_BITS);

  private static final WasmMemoryLibrary LIBRARY = WasmMemoryLibrary.getUncached();

  /// The memory of a new instance; the store's context must be entered.
  static GraalMemory create(GraalStore store, ExternType.Memory type, StoreLimits limits) {
    long allowed = limits.maxMemoryBytes() >>> PAGE_BITS;
    if (Long.compareUnsigned(type.min(), allowed) > 0) {
      throw new Trap(
          Trap.Kind.MEMORY_LIMIT,
          "the memory starts with %s bytes, the limit is %d"
              .formatted(Long.toUnsignedString(type.min() << PAGE_BITS), limits.maxMemoryBytes()));
    }
    long largest = type.index64() ? MAX_PAGES_64 : MAX_PAGES_32;
    long declared = type.max() < 0 ? largest : Math.min(type.max(), largest);
    store.account().takeInitial(type.min() << PAGE_BITS);
    WasmMemory memory =
        WasmMemoryFactory.createMemory(
            type.min(),
            Math.min(declared, allowed),
            type.index64(),
            type.shared(),
            true,
            false,
            store.guard().wasm());
    store.account().add(memory);
    return new GraalMemory(store, type, memory);
  }

  @Override
  public boolean index64() {
    return type.index64();
  }

  @Override
  public long byteSize() {
    return LIBRARY.byteSize(memory);
  }

  @Override
  public long grow(long deltaPages) {
    boolean outermost = store.guard().enter();
    try {
      long before = LIBRARY.grow(memory, deltaPages);
      if (before < 0 && store.limits().trapOnGrowFailure()) {
        throw new Trap(Trap.Kind.MEMORY_LIMIT);
      }
      return before;
    } finally {
      if (outermost) {
        store.guard().leave();
      }
    }
  }

  private long checked(long address, int length) {
    if (address < 0 || length < 0 || address > byteSize() - length) {
      throw new Trap(Trap.Kind.MEMORY_OUT_OF_BOUNDS);
    }
    return address;
  }

  @Override
  public byte getByte(long address) {
    return (byte) LIBRARY.load_i32_8s(memory, null, checked(address, Byte.BYTES));
  }

  @Override
  public short getShort(long address) {
    return (short) LIBRARY.load_i32_16s(memory, null, checked(address, Short.BYTES));
  }

  @Override
  public int getInt(long address) {
    return LIBRARY.load_i32(memory, null, checked(address, Integer.BYTES));
  }

  @Override
  public long getLong(long address) {
    return LIBRARY.load_i64(memory, null, checked(address, Long.BYTES));
  }

  @Override
  public void putByte(long address, byte value) {
    LIBRARY.store_i32_8(memory, null, checked(address, Byte.BYTES), value);
  }

  @Override
  public void putShort(long address, short value) {
    LIBRARY.store_i32_16(memory, null, checked(address, Short.BYTES), value);
  }

  @Override
  public void putInt(long address, int value) {
    LIBRARY.store_i32(memory, null, checked(address, Integer.BYTES), value);
  }

  @Override
  public void putLong(long address, long value) {
    LIBRARY.store_i64(memory, null, checked(address, Long.BYTES), value);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    LIBRARY.copyToBuffer(memory, null, target, checked(address, length), offset, length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    LIBRARY.initialize(memory, null, source, offset, checked(address, length), length);
  }
}
