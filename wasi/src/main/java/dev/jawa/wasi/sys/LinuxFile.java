package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jawa.wasi.ctx.Advice;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.SyncScope;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Set;

/// An open file of Linux.
final class LinuxFile implements OpenFile {

  /// `pwritev2(2)`: this write appends, whatever the descriptor's flags.
  private static final long RWF_APPEND = 0x10;

  /// `TCGETS` of `ioctl(2)`, which only terminals answer.
  private static final long GET_TERMINAL = 0x5401;

  private final Descriptor descriptor;
  private final FileType type;
  private final boolean readable;
  private final boolean writable;
  private final Terms terms;

  LinuxFile(Descriptor descriptor, FileType type, Set<OpenFlag> flags, Terms terms) {
    this.descriptor = descriptor;
    this.type = type;
    this.readable = flags.contains(OpenFlag.READ);
    this.writable = flags.contains(OpenFlag.WRITE);
    this.terms = terms;
  }

  @Override
  public FileType type() {
    return type;
  }

  @Override
  public boolean readable() {
    return readable;
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public FileStat stat() throws FileException {
    return descriptor.stat();
  }

  @Override
  public int read(byte[] target, int offset, int length, long position) throws FileException {
    require(readable);
    Objects.checkFromIndexSize(offset, length, target.length);
    return descriptor.with((scratch, fd) -> {
      int count = read(scratch, fd, length, position);
      MemorySegment.copy(scratch.data(), JAVA_BYTE, 0, target, offset, count);
      return count;
    });
  }

  private int read(Scratch scratch, int fd, int length, long position) throws FileException {
    int wanted = Math.min(length, Scratch.DATA_SIZE);
    Syscall syscall = positioned() ? Syscall.PREAD64 : Syscall.READ;
    long data = scratch.data().address();
    return (int) Kernel.call(scratch, syscall, fd, data, wanted, checked(position));
  }

  @Override
  public LentBuffer lend(int length, long position) throws FileException {
    require(readable);
    Scratch.Pool pool = descriptor.pool();
    Scratch scratch = pool.take();
    try {
      int count = descriptor.with(scratch, (own, fd) -> read(own, fd, length, position));
      return new LentBuffer(
          scratch.data().asByteBuffer().limit(count), () -> pool.giveBack(scratch));
    } catch (FileException e) {
      pool.giveBack(scratch);
      throw e;
    }
  }

  @Override
  public int write(byte[] source, int offset, int length, long position) throws FileException {
    require(writable);
    return descriptor.with((scratch, fd) -> {
      int count = fill(scratch, source, offset, length);
      Syscall syscall = positioned() ? Syscall.PWRITE64 : Syscall.WRITE;
      long data = scratch.data().address();
      return (int) Kernel.call(scratch, syscall, fd, data, count, checked(position));
    });
  }

  @Override
  public int append(byte[] source, int offset, int length) throws FileException {
    if (!positioned()) {
      return write(source, offset, length, 0);
    }
    require(writable);
    return descriptor.with((scratch, fd) -> {
      MemorySegment vector = scratch.struct();
      vector.set(JAVA_LONG, 8, fill(scratch, source, offset, length));
      vector.set(JAVA_LONG, 0, scratch.data().address());
      long vectors = scratch.structAddress();
      return (int) Kernel.call(scratch, Syscall.PWRITEV2, fd, vectors, 1, 0, 0, RWF_APPEND);
    });
  }

  private static int fill(Scratch scratch, byte[] source, int offset, int length) {
    int count = Math.min(length, Scratch.DATA_SIZE);
    MemorySegment.copy(source, offset, scratch.data(), JAVA_BYTE, 0, count);
    return count;
  }

  /// FIFOs, sockets and most devices refuse calls with a position.
  private boolean positioned() {
    return type == FileType.REGULAR_FILE || type == FileType.BLOCK_DEVICE;
  }

  @Override
  public void setSize(long size) throws FileException {
    require(writable);
    descriptor.with((scratch, fd) -> Kernel.call(scratch, Syscall.FTRUNCATE, fd, checked(size)));
  }

  @Override
  public void advise(long offset, long length, Advice advice) throws FileException {
    long from = checked(offset);
    long bytes = checked(length);
    descriptor.with(
        (scratch, fd) -> Kernel.call(scratch, Syscall.FADVISE64, fd, from, bytes, number(advice)));
  }

  private static long number(Advice advice) {
    return switch (advice) {
      case NORMAL -> 0;
      case RANDOM -> 1;
      case SEQUENTIAL -> 2;
      case WILL_NEED -> 3;
      case DONT_NEED -> 4;
      case NO_REUSE -> 5;
    };
  }

  @Override
  public void allocate(long offset, long length) throws FileException {
    require(writable);
    long from = checked(offset);
    long bytes = checked(length);
    descriptor.with((scratch, fd) -> Kernel.call(scratch, Syscall.FALLOCATE, fd, 0, from, bytes));
  }

  @Override
  public void setTimes(SetTime accessed, SetTime modified) throws FileException {
    terms.requireMutable();
    terms.with(descriptor, Times.setting(accessed, modified));
  }

  @Override
  public void sync(SyncScope scope) throws FileException {
    descriptor.sync(scope);
  }

  @Override
  public void close() {
    descriptor.close();
  }

  @Override
  public Pollable readReadiness() {
    return positioned() ? Pollable.READY : FdReadiness.toRead(descriptor);
  }

  @Override
  public Pollable writeReadiness() {
    return positioned() || isDeviceWithoutQueue()
        ? Pollable.READY
        : FdReadiness.toWrite(descriptor);
  }

  /// Terminals tell when there is room again. Other devices take what they are given, and some
  /// (`/dev/random`, `/dev/kmsg`) never say that they are ready for it.
  private boolean isDeviceWithoutQueue() {
    if (type != FileType.CHARACTER_DEVICE) {
      return false;
    }
    try {
      return descriptor.with((scratch, fd) ->
          Kernel.raw(scratch, Syscall.IOCTL, fd, GET_TERMINAL, scratch.structAddress(), 0, 0, 0)
              != 0);
    } catch (FileException _) {
      return true; // closed: the next write tells
    }
  }

  /// Guests count in unsigned 64 bits, the kernel in signed ones.
  private static long checked(long size) throws FileException {
    if (size < 0) {
      throw new FileException(FileError.INVAL);
    }
    return size;
  }

  private static void require(boolean allowed) throws FileException {
    if (!allowed) {
      throw new FileException(FileError.BADF);
    }
  }
}
