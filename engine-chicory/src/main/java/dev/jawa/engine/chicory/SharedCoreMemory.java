package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Memory;
import dev.jawa.engine.Trap;

/// A shared memory as the SPI sees it. Chicory's own, whose pages stay where they are while another
/// thread grows it.
record SharedCoreMemory(ChicoryStore store, ByteArrayMemory memory) implements ChicoryMemory {

  private int checked(long address, int length) {
    if (address < 0 || length < 0 || address > byteSize() - length) {
      throw new Trap(Trap.Kind.MEMORY_OUT_OF_BOUNDS);
    }
    return (int) address;
  }

  @Override
  public long maxPages() {
    return memory.maximumPages();
  }

  @Override
  public long byteSize() {
    return (long) memory.pages() * Memory.PAGE_SIZE;
  }

  @Override
  public long grow(long deltaPages) {
    boolean sensible = deltaPages >= 0 && deltaPages <= Memory.RUNTIME_MAX_PAGES;
    return sensible ? memory.grow((int) deltaPages) : -1;
  }

  @Override
  public byte getByte(long address) {
    return memory.read(checked(address, Byte.BYTES));
  }

  @Override
  public short getShort(long address) {
    return memory.readShort(checked(address, Short.BYTES));
  }

  @Override
  public int getInt(long address) {
    return memory.readInt(checked(address, Integer.BYTES));
  }

  @Override
  public long getLong(long address) {
    return memory.readLong(checked(address, Long.BYTES));
  }

  @Override
  public void putByte(long address, byte value) {
    memory.writeByte(checked(address, Byte.BYTES), value);
  }

  @Override
  public void putShort(long address, short value) {
    memory.writeShort(checked(address, Short.BYTES), value);
  }

  @Override
  public void putInt(long address, int value) {
    memory.writeI32(checked(address, Integer.BYTES), value);
  }

  @Override
  public void putLong(long address, long value) {
    memory.writeLong(checked(address, Long.BYTES), value);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    byte[] bytes = memory.readBytes(checked(address, length), length);
    System.arraycopy(bytes, 0, target, offset, length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    memory.write(checked(address, length), source, offset, length);
  }
}
