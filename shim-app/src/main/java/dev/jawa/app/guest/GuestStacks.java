package dev.jawa.app.guest;

import dev.jawa.component.runtime.Scheduler;
import dev.jawa.engine.Trap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// How deep guests may get: what they use is the stack of the thread that runs them, so a limit is
/// the size of that stack.
final class GuestStacks {

  /// What a thread has that nobody limited. Address space, not memory: pages are only used when a
  /// guest gets that deep.
  private static final long UNLIMITED = 64L << 20;

  /// What the JVM keeps for itself at a stack's end, and what host functions need.
  private static final long FOR_THE_HOST = 256 << 10;

  /// Far below what a system has for all its processes.
  private static final int MOST_TASKS = 4096;

  private GuestStacks() {}

  /// The size of the stack of a guest's own thread, in bytes.
  static long size(GuestSpec spec) {
    Long limit = spec.stackBytes();
    return limit == null ? UNLIMITED : saturated(limit);
  }

  /// Runs requests where the guest's stack is limited, on platform threads, since all virtual
  /// threads have stacks of one size; and where somebody counts them. `null` where neither is so.
  static @Nullable Executor forRequests(GuestSpec spec) {
    Long limit = spec.stackBytes();
    GuestThreads threads = spec.threads();
    return limit == null ? threads.requests() : threads.requests(saturated(limit));
  }

  /// Runs the tasks of a component's asynchronous functions, by the same rule.
  ///
  /// @return traps beyond so many at a time: they are threads of the system
  static ThreadFactory forTasks(GuestSpec spec) {
    if (spec.stackBytes() == null && spec.threads().requests() == null) {
      return Scheduler.VIRTUAL_THREADS;
    }
    Semaphore free = new Semaphore(MOST_TASKS);
    return task -> {
      if (!free.tryAcquire()) {
        throw new Trap(Trap.Kind.HOST, "too many threads: the limit is " + MOST_TASKS);
      }
      return spec.threads().task("guest-thread", size(spec), () -> releasing(free, task));
    };
  }

  private static void releasing(Semaphore used, Runnable task) {
    try {
      task.run();
    } finally {
      used.release();
    }
  }

  private static long saturated(long limit) {
    return Math.min(limit, Long.MAX_VALUE >> 1) + FOR_THE_HOST;
  }
}
