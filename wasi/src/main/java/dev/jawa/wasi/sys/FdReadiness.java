package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Pollable;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/// Whether a FIFO or a device can be read or written now, by `ppoll(2)`.
///
/// A guest that waits has a daemon thread wait in the kernel for it, on a duplicate of the
/// descriptor and on an `eventfd(2)` that ends the wait; that is rare enough not to share one
/// thread.
final class FdReadiness implements Pollable {

  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;

  private static final int POLLFD_SIZE = 8;

  private static final int DUPLICATE_CLOSE_ON_EXEC = 1030;

  /// Behind two `pollfd`.
  private static final int TIMESPEC_AT = 2 * POLLFD_SIZE;

  private final Descriptor descriptor;
  private final short events;

  private FdReadiness(Descriptor descriptor, short events) {
    this.descriptor = descriptor;
    this.events = events;
  }

  static Pollable toRead(Descriptor descriptor) {
    return new FdReadiness(descriptor, POLLIN);
  }

  static Pollable toWrite(Descriptor descriptor) {
    return new FdReadiness(descriptor, POLLOUT);
  }

  /// What cannot be asked is ready: the next read or write tells why.
  @Override
  public boolean isReady() {
    try {
      return descriptor.with((scratch, fd) -> {
        MemorySegment struct = scratch.struct();
        putPollFd(struct, 0, fd, events);
        struct.set(JAVA_LONG, TIMESPEC_AT, 0);
        struct.set(JAVA_LONG, TIMESPEC_AT + 8, 0);
        long pollFds = scratch.structAddress();
        return Kernel.call(scratch, Syscall.PPOLL, pollFds, 1, pollFds + TIMESPEC_AT, 0) > 0;
      });
    } catch (FileException _) {
      return true;
    }
  }

  private static void putPollFd(MemorySegment struct, long at, int fd, short events) {
    struct.set(JAVA_INT, at, fd);
    struct.set(JAVA_SHORT, at + 4, events);
    struct.set(JAVA_SHORT, at + 6, (short) 0);
  }

  @Override
  public Runnable onReady(Runnable wake) {
    if (isReady()) {
      wake.run();
      return () -> {};
    }
    try {
      Wait wait = descriptor.with((scratch, fd) -> Wait.on(scratch, fd, events, wake));
      Thread.ofPlatform().daemon().name("jawa-poll").start(wait::run);
      return wait::cancel;
    } catch (FileException _) {
      wake.run();
      return () -> {};
    }
  }

  /// One wait; frees its two descriptors when it ends.
  private static final class Wait {
    private final int fd;
    private final int stop;
    private final short events;
    private final Runnable wake;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ended;

    private Wait(int fd, int stop, short events, Runnable wake) {
      this.fd = fd;
      this.stop = stop;
      this.events = events;
      this.wake = wake;
    }

    static Wait on(Scratch scratch, int fd, short events, Runnable wake) throws FileException {
      int stop = (int) Kernel.call(scratch, Syscall.EVENTFD2, 0, OpenBits.CLOSE_ON_EXEC);
      try {
        int copy = (int) Kernel.call(scratch, Syscall.FCNTL, fd, DUPLICATE_CLOSE_ON_EXEC, 0);
        return new Wait(copy, stop, events, wake);
      } catch (FileException e) {
        Kernel.raw(scratch, Syscall.CLOSE, stop, 0, 0, 0, 0, 0);
        throw e;
      }
    }

    void run() {
      Scratch scratch = new Scratch();
      MemorySegment struct = scratch.struct();
      putPollFd(struct, 0, fd, events);
      putPollFd(struct, POLLFD_SIZE, stop, POLLIN);
      long ready = -1;
      while (ready == -1) {
        ready = Kernel.raw(scratch, Syscall.PPOLL, scratch.structAddress(), 2, 0, 0, 0, 0);
        if (ready == -1 && scratch.errno() != ErrnoTable.EINTR) {
          break;
        }
      }
      end(scratch);
      wake.run();
    }

    private void end(Scratch scratch) {
      lock.lock();
      try {
        ended = true;
        Kernel.raw(scratch, Syscall.CLOSE, fd, 0, 0, 0, 0, 0);
        Kernel.raw(scratch, Syscall.CLOSE, stop, 0, 0, 0, 0, 0);
      } finally {
        lock.unlock();
      }
    }

    void cancel() {
      lock.lock();
      try {
        if (!ended) {
          Scratch scratch = new Scratch();
          scratch.struct().set(JAVA_LONG, 0, 1);
          Kernel.raw(scratch, Syscall.WRITE, stop, scratch.structAddress(), 8, 0, 0, 0);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
