package dev.jawa.wasi.preview1;

import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.WasiContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Stands in for a module with one page of memory that calls WASI 0.1.
final class FakeModule implements AutoCloseable {

  static final String SNAPSHOT = "wasi_snapshot_preview1";

  private final Session session;
  private final ByteMemory memory = new ByteMemory();
  private final CoreCaller caller = name -> name.equals("memory") ? memory : null;

  FakeModule(WasiContext context) {
    session = new Session(context);
  }

  /// Calls a function of the snapshot.
  Errno call(String name, long... args) {
    return callOf(SNAPSHOT, name, args);
  }

  Errno callOf(String module, String name, long... args) {
    Functions.Function function = Preview1.functions(module).get(name);
    if (function.type().params().size() != args.length) {
      throw new IllegalArgumentException(name + " takes " + function.type().params());
    }
    return session.run(function, caller, args);
  }

  /// The bytes of the memory, little-endian.
  ByteBuffer memory() {
    return memory.bytes;
  }

  /// Writes text and answers its length.
  int put(int address, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    memory.bytes.put(address, bytes);
    return bytes.length;
  }

  /// Writes one vector.
  void putVector(int address, int pointer, int length) {
    memory.bytes.putInt(address, pointer).putInt(address + 4, length);
  }

  String text(int address, int length) {
    byte[] bytes = new byte[length];
    memory.bytes.get(address, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    session.descriptors().closeAll();
  }

  /// One page.
  private static final class ByteMemory implements CoreMemory {
    private final ByteBuffer bytes = ByteBuffer.allocate(65_536).order(ByteOrder.LITTLE_ENDIAN);

    private int checked(long address, long length) {
      if (address < 0 || address > bytes.capacity() - length) {
        throw new Trap(Trap.Kind.MEMORY_OUT_OF_BOUNDS);
      }
      return (int) address;
    }

    @Override
    public long byteSize() {
      return bytes.capacity();
    }

    @Override
    public long grow(long deltaPages) {
      return -1;
    }

    @Override
    public byte getByte(long address) {
      return bytes.get(checked(address, 1));
    }

    @Override
    public short getShort(long address) {
      return bytes.getShort(checked(address, 2));
    }

    @Override
    public int getInt(long address) {
      return bytes.getInt(checked(address, 4));
    }

    @Override
    public long getLong(long address) {
      return bytes.getLong(checked(address, 8));
    }

    @Override
    public void putByte(long address, byte value) {
      bytes.put(checked(address, 1), value);
    }

    @Override
    public void putShort(long address, short value) {
      bytes.putShort(checked(address, 2), value);
    }

    @Override
    public void putInt(long address, int value) {
      bytes.putInt(checked(address, 4), value);
    }

    @Override
    public void putLong(long address, long value) {
      bytes.putLong(checked(address, 8), value);
    }

    @Override
    public void read(long address, byte[] target, int offset, int length) {
      bytes.get(checked(address, length), target, offset, length);
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
      bytes.put(checked(address, length), source, offset, length);
    }
  }
}
