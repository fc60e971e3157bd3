package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.SyncScope;
import java.util.concurrent.atomic.AtomicInteger;

/// A descriptor of this process, with what works on every kind of file. Owns it.
///
/// May be closed from another thread while it is used: the number is given back to the system when
/// the last use has ended, never under a call that would then meet some other file.
final class Descriptor implements AutoCloseable {

  private static final int CLOSED = 1 << 30;

  private final Scratch.Pool pool;
  private final int fd;
  private final Runnable onFree;

  /// How many uses there are now, and [#CLOSED].
  private final AtomicInteger uses = new AtomicInteger();

  /// @param onFree what to do when the number is given back
  Descriptor(Scratch.Pool pool, int fd, Runnable onFree) {
    this.pool = pool;
    this.fd = fd;
    this.onFree = onFree;
  }

  /// Something to do with a scratch.
  @FunctionalInterface
  interface Work<T> {
    T run(Scratch scratch, int fd) throws FileException;
  }

  <T> T with(Work<T> work) throws FileException {
    Scratch scratch = pool.take();
    try {
      return with(scratch, work);
    } finally {
      pool.giveBack(scratch);
    }
  }

  /// The same with a scratch that the caller has taken.
  <T> T with(Scratch scratch, Work<T> work) throws FileException {
    enter();
    try {
      return work.run(scratch, fd);
    } finally {
      leave(scratch);
    }
  }

  private void enter() throws FileException {
    int now = open(uses.get());
    while (!uses.compareAndSet(now, now + 1)) {
      now = open(uses.get());
    }
  }

  private static int open(int state) throws FileException {
    if ((state & CLOSED) != 0) {
      throw new FileException(FileError.BADF);
    }
    return state;
  }

  private void leave(Scratch scratch) {
    if (uses.decrementAndGet() == CLOSED) {
      free(scratch);
    }
  }

  private void free(Scratch scratch) {
    Temporary.free(scratch, fd);
    onFree.run();
  }

  Scratch.Pool pool() {
    return pool;
  }

  FileStat stat() throws FileException {
    return with(Stat::of);
  }

  void sync(SyncScope scope) throws FileException {
    Syscall syscall =
        switch (scope) {
          case DATA -> Syscall.FDATASYNC;
          case DATA_AND_ATTRIBUTES -> Syscall.FSYNC;
        };
    OffCarrier.run(() -> with((scratch, own) -> Kernel.call(scratch, syscall, own)));
  }

  @Override
  public void close() {
    if (uses.getAndUpdate(state -> state | CLOSED) == 0) {
      Scratch scratch = pool.take();
      free(scratch);
      pool.giveBack(scratch);
    }
  }
}
