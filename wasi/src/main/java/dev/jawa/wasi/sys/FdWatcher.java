package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.jawa.wasi.ctx.FileException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The one thread of this process that waits for the FIFOs and devices of all guests, by
/// `epoll(7)`, so that a guest that waits costs none. It starts with the first wait and stays.
final class FdWatcher {

  static final FdWatcher SYSTEM = new FdWatcher();

  private static final int NOT_STARTED = -1;
  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int ONE_SHOT = 1 << 30;
  private static final int DUPLICATE_CLOSE_ON_EXEC = 1030;

  // Only on x86-64 is the structure packed.
  private static final int DATA_AT = System.getProperty("os.arch").equals("amd64") ? 4 : 8;
  private static final int EVENT_SIZE = DATA_AT + 8;

  /// As many as a scratch's structure holds.
  private static final int MOST_EVENTS = 16;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Long, Wait> waits = new ConcurrentHashMap<>();
  private final AtomicLong next = new AtomicLong();
  private int epoll = NOT_STARTED;

  private FdWatcher() {}

  /// @param fd a duplicate: whoever takes the wait out of the map closes it
  private record Wait(int fd, Runnable wake) {}

  /// Has `wake` called once when the descriptor is ready for one of the events of `poll(2)`, or has
  /// an error or a hang-up to tell.
  ///
  /// @param wake quick, as it holds up all others
  /// @return cancels the wake
  /// @throws FileException if it is of a kind that cannot be waited for
  Runnable await(Scratch scratch, int fd, int events, Runnable wake) throws FileException {
    int epollFd = started(scratch);
    int copy = (int) Kernel.call(scratch, Syscall.FCNTL, fd, DUPLICATE_CLOSE_ON_EXEC, 0);
    long id = next.getAndIncrement();
    waits.put(id, new Wait(copy, wake));
    MemorySegment event = scratch.struct();
    event.set(JAVA_INT_UNALIGNED, 0, events | ONE_SHOT);
    event.set(JAVA_LONG_UNALIGNED, DATA_AT, id);
    try {
      Kernel.call(scratch, Syscall.EPOLL_CTL, epollFd, ADD, copy, scratch.structAddress());
    } catch (FileException e) {
      take(scratch, id);
      throw e;
    }
    return () -> take(new Scratch(), id);
  }

  private int started(Scratch scratch) throws FileException {
    lock.lock();
    try {
      if (epoll == NOT_STARTED) {
        int opened = (int) Kernel.call(scratch, Syscall.EPOLL_CREATE1, OpenBits.CLOSE_ON_EXEC);
        Thread.ofPlatform().daemon().name("jawa-poll").start(() -> run(opened));
        epoll = opened;
      }
      return epoll;
    } finally {
      lock.unlock();
    }
  }

  private void run(int epollFd) {
    Scratch scratch = new Scratch();
    MemorySegment events = scratch.struct();
    long[] ids = new long[MOST_EVENTS];
    while (true) {
      long count = wait(scratch, epollFd);
      for (int i = 0; i < count; i++) {
        ids[i] = events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_SIZE + DATA_AT);
      }
      for (int i = 0; i < count; i++) {
        Wait ready = take(scratch, ids[i]);
        if (ready != null) {
          ready.wake.run();
        }
      }
    }
  }

  private static long wait(Scratch scratch, int epollFd) {
    try {
      long events = scratch.structAddress();
      return Kernel.call(scratch, Syscall.EPOLL_PWAIT, epollFd, events, MOST_EVENTS, -1, 0, 0);
    } catch (FileException e) {
      throw new IllegalStateException("epoll_pwait", e);
    }
  }

  /// Ends a wait, if nobody else has.
  private @Nullable Wait take(Scratch scratch, long id) {
    Wait wait = waits.remove(id);
    if (wait != null) {
      Kernel.raw(scratch, Syscall.EPOLL_CTL, epoll, DELETE, wait.fd, 0, 0, 0);
      Kernel.raw(scratch, Syscall.CLOSE, wait.fd, 0, 0, 0, 0, 0);
    }
    return wait;
  }
}
