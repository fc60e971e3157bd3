package dev.jawa.engine.chicory;

/// A [FlatMemory] as the SPI sees it: addresses are longs.
record FlatCoreMemory(ChicoryStore store, FlatMemory memory) implements ChicoryMemory {

  /// -1, which is never in bounds, for what no `byte[]` can have.
  private static int address(long address) {
    return address == (int) address ? (int) address : -1;
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
    return memory.read(address(address));
  }

  @Override
  public short getShort(long address) {
    return memory.readShort(address(address));
  }

  @Override
  public int getInt(long address) {
    return memory.readInt(address(address));
  }

  @Override
  public long getLong(long address) {
    return memory.readLong(address(address));
  }

  @Override
  public void putByte(long address, byte value) {
    memory.writeByte(address(address), value);
  }

  @Override
  public void putShort(long address, short value) {
    memory.writeShort(address(address), value);
  }

  @Override
  public void putInt(long address, int value) {
    memory.writeI32(address(address), value);
  }

  @Override
  public void putLong(long address, long value) {
    memory.writeLong(address(address), value);
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    memory.read(address(address), target, offset, length);
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    memory.write(address(address), source, offset, length);
  }
}
