package dev.jawa.engine.chicory;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A [FlatMemory] as the SPI sees it: addresses are longs.
record FlatCoreMemory(ChicoryStore store, FlatMemory memory) implements ChicoryMemory {

  @Override
  public long maxPages() {
    return memory.declaredMaximum();
  }

  @Override
  public long byteSize() {
    return memory.byteSize();
  }

  @Override
  public long grow(long deltaPages) {
    int delta = deltaPages == (int) deltaPages ? (int) deltaPages : -1;
    return memory.grow(delta);
  }

  @Override
  public byte getByte(long address) {
    return memory.getByte(address);
  }

  @Override
  public short getShort(long address) {
    return memory.getShort(address);
  }

  @Override
  public int getInt(long address) {
    return memory.getInt(address);
  }

  @Override
  public long getLong(long address) {
    return memory.getLong(address);
  }

  @Override
  public void putByte(long address, byte value) {
    memory.putByte(address, value);
  }

  @Override
  public void putShort(long address, short value) {
    memory.putShort(address, value);
  }

  @Override
  public void putInt(long address, int value) {
    memory.putInt(address, value);
  }

  @Override
  public void putLong(long address, long value) {
    memory.putLong(address, value);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    memory.read(address, target, offset, length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    memory.write(address, source, offset, length);
  }

  @Override
  public @Nullable ByteBuffer view(long address, int length) {
    return memory.view(address, length);
  }

  @Override
  public void wrote(long address, int length) {
    memory.written((int) address, length);
  }
}
