package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.SyncScope;

/// A descriptor of this process, with what works on every kind of file. Owns it.
final class Descriptor implements AutoCloseable {

  private static final int CLOSED = -1;

  private final Scratch.Pool pool;
  private volatile int fd;

  Descriptor(Scratch.Pool pool, int fd) {
    this.pool = pool;
    this.fd = fd;
  }

  /// Something to do with a scratch.
  @FunctionalInterface
  interface Work<T> {
    T run(Scratch scratch, int fd) throws FileException;
  }

  <T> T with(Work<T> work) throws FileException {
    Scratch scratch = pool.take();
    try {
      return work.run(scratch, fd());
    } finally {
      pool.giveBack(scratch);
    }
  }

  Scratch.Pool pool() {
    return pool;
  }

  int fd() throws FileException {
    if (fd == CLOSED) {
      throw new FileException(FileError.BADF);
    }
    return fd;
  }

  FileStat stat() throws FileException {
    return with(Stat::of);
  }

  void setTimes(SetTime accessed, SetTime modified) throws FileException {
    with((scratch, open) -> {
      Times.set(scratch, open, accessed, modified);
      return 0;
    });
  }

  void sync(SyncScope scope) throws FileException {
    Syscall syscall =
        switch (scope) {
          case DATA -> Syscall.FDATASYNC;
          case DATA_AND_ATTRIBUTES -> Syscall.FSYNC;
        };
    OffCarrier.run(() -> with((scratch, open) -> Kernel.call(scratch, syscall, open)));
  }

  @Override
  public void close() {
    if (fd == CLOSED) {
      return;
    }
    Scratch scratch = pool.take();
    // Linux frees the descriptor whatever close(2) answers.
    Kernel.raw(scratch, Syscall.CLOSE, fd, 0, 0, 0, 0, 0);
    pool.giveBack(scratch);
    fd = CLOSED;
  }
}
