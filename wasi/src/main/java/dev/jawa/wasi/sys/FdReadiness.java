package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Pollable;
import java.lang.foreign.MemorySegment;

/// Whether a FIFO or a device can be read or written now, by `ppoll(2)`.
///
/// Whoever waits does so by the [FdWatcher], on a duplicate of the descriptor.
final class FdReadiness implements Pollable {

  private static final short POLLIN = 1;
  private static final short POLLOUT = 4;

  /// Behind a `pollfd`.
  private static final int TIMESPEC_AT = 8;

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
        putPollFd(struct, fd, events);
        struct.set(JAVA_LONG, TIMESPEC_AT, 0);
        struct.set(JAVA_LONG, TIMESPEC_AT + 8, 0);
        long pollFds = scratch.structAddress();
        return Kernel.call(scratch, Syscall.PPOLL, pollFds, 1, pollFds + TIMESPEC_AT, 0) > 0;
      });
    } catch (FileException _) {
      return true;
    }
  }

  private static void putPollFd(MemorySegment struct, int fd, short events) {
    struct.set(JAVA_INT, 0, fd);
    struct.set(JAVA_SHORT, 4, events);
    struct.set(JAVA_SHORT, 6, (short) 0);
  }

  @Override
  public Runnable onReady(Runnable wake) {
    if (isReady()) {
      wake.run();
      return () -> {};
    }
    try {
      return descriptor.with((scratch, fd) -> FdWatcher.SYSTEM.await(scratch, fd, events, wake));
    } catch (FileException _) {
      wake.run();
      return () -> {};
    }
  }
}
