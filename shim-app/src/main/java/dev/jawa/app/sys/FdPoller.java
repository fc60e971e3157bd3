package dev.jawa.app.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Tells when descriptors are ready: one `epoll(7)` and one platform thread for the whole daemon,
/// so that a FIFO that nobody reads costs no thread.
public final class FdPoller implements AutoCloseable {

  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int ADD = 1;
  private static final int DELETE = 2;
  private static final int MODIFY = 3;
  private static final int ONE_SHOT = 1 << 30;
  private static final int MAX_EVENTS = 64;
  private static final int WAKE_UP_MILLIS = 1000;

  // Only on x86-64 is the structure packed.
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
  private static final int DATA_OFFSET = PACKED ? 4 : 8;
  private static final int EVENT_SIZE = DATA_OFFSET + 8;

  /// What a descriptor is watched for.
  enum Interest {
    READABLE(1),
    WRITABLE(4);

    private final int bits;

    Interest(int bits) {
      this.bits = bits;
    }
  }

  private final Fd epoll;
  private final Map<Integer, Runnable> wakes = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  public FdPoller() throws IOException {
    epoll = new Fd(Kernel.call("epoll_create1", Syscall.EPOLL_CREATE1, CLOSE_ON_EXEC));
    thread = Thread.ofPlatform().daemon().name("fd-poller").start(this::run);
  }

  /// Has `wake` called once when the descriptor is ready, or has an error or a hang-up to tell; at
  /// once if it is of a kind that is always ready, such as a file. A later call replaces the wake
  /// of an earlier one.
  ///
  /// @param wake quick, as it holds up all others; from the poller's thread or this one
  void whenReady(Fd fd, Interest interest, Runnable wake) throws IOException {
    wakes.put(fd.number(), wake);
    try {
      arm(fd, interest);
    } catch (KernelException e) {
      wakes.remove(fd.number());
      if (e.errno() != KernelException.EPERM) {
        throw e;
      }
      wake.run();
    }
  }

  private void arm(Fd fd, Interest interest) throws IOException {
    try {
      control(MODIFY, fd, interest.bits | ONE_SHOT);
    } catch (KernelException e) {
      if (e.errno() != KernelException.ENOENT) {
        throw e;
      }
      control(ADD, fd, interest.bits | ONE_SHOT);
    }
  }

  /// Watches it no more; to be called before it is closed.
  void forget(Fd fd) {
    wakes.remove(fd.number());
    try {
      control(DELETE, fd, 0);
    } catch (IOException _) {
      // It was never watched.
    }
  }

  private void control(int operation, Fd fd, int events) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment event = arena.allocate(EVENT_SIZE);
      event.set(JAVA_INT_UNALIGNED, 0, events);
      event.set(JAVA_LONG_UNALIGNED, DATA_OFFSET, fd.number());
      Kernel.call(
          arena,
          "epoll_ctl",
          Syscall.EPOLL_CTL,
          epoll.number(),
          operation,
          fd.number(),
          event.address());
    }
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = arena.allocate((long) EVENT_SIZE * MAX_EVENTS);
      while (!closed) {
        deliver(events, waitFor(events));
      }
    } catch (IOException e) {
      throw new IllegalStateException("epoll_pwait", e);
    } finally {
      epoll.close();
    }
  }

  private long waitFor(MemorySegment events) throws IOException {
    return Kernel.call(
        "epoll_pwait",
        Syscall.EPOLL_PWAIT,
        epoll.number(),
        events.address(),
        MAX_EVENTS,
        WAKE_UP_MILLIS,
        0,
        0);
  }

  private void deliver(MemorySegment events, long count) {
    for (long i = 0; i < count; i++) {
      long number = events.get(JAVA_LONG_UNALIGNED, i * EVENT_SIZE + DATA_OFFSET);
      Runnable wake = wakes.remove((int) number);
      if (wake != null) {
        wake.run();
      }
    }
  }

  /// Ends within a second; nothing is woken any more.
  @Override
  public void close() {
    closed = true;
    wakes.clear();
  }
}
