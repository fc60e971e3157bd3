package dev.jawa.app.task;

import dev.jawa.app.guest.GuestThreads;
import dev.jawa.app.sys.ThreadPriority;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The threads of one container's guests, with the time that they have used and the weight that
/// they have.
///
/// They are platform threads, also for requests: the kernel takes turns among them whatever a guest
/// does, counts their time, and gives each its weight. A container without requests has none after
/// a while.
final class ContainerThreads implements GuestThreads, AutoCloseable {

  private static final long IDLE_SECONDS = 10;

  /// What a request's guest may recurse into, as address space.
  private static final long REQUEST_STACK_BYTES = 8L << 20;

  private static final ThreadMXBean JVM = ManagementFactory.getThreadMXBean();

  private final ReentrantLock lock = new ReentrantLock();

  /// By the JVM's number.
  private final Map<Long, RunningThread> alive = new HashMap<>();

  private final TaskLimit limit = new TaskLimit();
  private final ThreadPoolExecutor requests;
  private CpuTime ended = CpuTime.NONE;
  private volatile int nice;

  /// Time on a processor.
  record CpuTime(long nanos, long userNanos) {

    static final CpuTime NONE = new CpuTime(0, 0);

    /// Of a thread that lives; nothing of one that does not. Reads a file of the kernel's, unlike
    /// [#nanosOf].
    static CpuTime of(long thread) {
      long all = nanosOf(thread);
      return new CpuTime(all, Math.clamp(JVM.getThreadUserTime(thread), 0, all));
    }

    /// Of a thread that lives, all of it; cheap enough to be asked often.
    static long nanosOf(long thread) {
      return Math.max(0, JVM.getThreadCpuTime(thread));
    }

    CpuTime plus(CpuTime other) {
      return new CpuTime(nanos + other.nanos, userNanos + other.userNanos);
    }
  }

  /// @param name of the container, for the threads' names
  ContainerThreads(String name) {
    this.requests =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> thread("request of " + name, REQUEST_STACK_BYTES, task));
  }

  @Override
  public Thread command(String name, long stackBytes, Runnable body, Runnable ended) {
    limit.enter();
    return thread(
        name,
        stackBytes,
        () -> {
          try {
            body.run();
          } finally {
            limit.leave();
          }
          ended.run();
        });
  }

  @Override
  public Thread task(String name, long stackBytes, Runnable body) {
    return thread(name, stackBytes, body);
  }

  private Thread thread(String name, long stackBytes, Runnable body) {
    return GuestThreads.thread(name, stackBytes, () -> counted(body));
  }

  @Override
  public Executor requests() {
    return limit.of(requests);
  }

  @Override
  public Executor requests(long stackBytes) {
    return limit.of(task -> thread("jawa-request", stackBytes, task).start());
  }

  /// Lets there be no more than so many at a time.
  void most(long threads) {
    limit.limit(threads);
  }

  private void counted(Runnable body) {
    long me = Thread.currentThread().threadId();
    lock.lock();
    try {
      alive.put(me, new RunningThread(ThreadPriority.currentThread(), CpuTime.nanosOf(me)));
    } finally {
      lock.unlock();
    }
    ThreadPriority.set(0, nice);
    try {
      body.run();
    } finally {
      lock.lock();
      try {
        ended = ended.plus(CpuTime.of(me));
        alive.remove(me);
      } finally {
        lock.unlock();
      }
    }
  }

  /// What all threads have used so far.
  CpuTime used() {
    lock.lock();
    try {
      CpuTime sum = ended;
      for (long thread : alive.keySet()) {
        sum = sum.plus(CpuTime.of(thread));
      }
      return sum;
    } finally {
      lock.unlock();
    }
  }

  /// As [#used], without telling of what kind, for who asks many times a second.
  long usedNanos() {
    lock.lock();
    try {
      long sum = ended.nanos();
      for (long thread : alive.keySet()) {
        sum += CpuTime.nanosOf(thread);
      }
      return sum;
    } finally {
      lock.unlock();
    }
  }

  /// Lowers the weight of those that hardly rest, and gives it back to those that do again.
  ///
  /// @param elapsedNanos since the last call
  /// @return whether any of them computes
  boolean weigh(long elapsedNanos) {
    boolean busy = false;
    lock.lock();
    try {
      for (Map.Entry<Long, RunningThread> entry : alive.entrySet()) {
        long used = CpuTime.nanosOf(entry.getKey());
        busy |= entry.getValue().weigh(used, elapsedNanos, nice);
      }
    } finally {
      lock.unlock();
    }
    return busy;
  }

  /// How many there are now.
  int count() {
    lock.lock();
    try {
      return alive.size();
    } finally {
      lock.unlock();
    }
  }

  /// Gives them a weight among all threads of the machine.
  ///
  /// @param shares as a cgroup's, 1024 for one like any other
  void shares(long shares) {
    nice = ThreadPriority.niceOf(shares);
    lock.lock();
    try {
      alive.values().forEach(thread -> thread.apply(nice));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    requests.shutdown();
  }
}
