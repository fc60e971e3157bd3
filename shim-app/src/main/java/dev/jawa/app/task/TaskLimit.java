package dev.jawa.app.task;

import dev.jawa.app.guest.GuestException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// How many threads the guests of a container may have at a time: its `pids.limit`, which the
/// kernel keeps for native processes only, as guests are threads of the daemon.
///
/// A command that is one too many is not started, as `fork(2)` would fail. A request waits for its
/// turn instead: which threads answer requests is the host's doing, and no error of the guest's.
final class TaskLimit {

  static final long NONE = Long.MAX_VALUE;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private long limit = NONE;
  private long running;

  /// A request, and what gives it a thread.
  private record Turn(Executor threads, Runnable task) {}

  /// Changes it. Those that run go on, as the kernel has it.
  ///
  /// @param most at least 1
  void limit(long most) {
    lock.lock();
    try {
      limit = most;
    } finally {
      lock.unlock();
    }
    startNext();
  }

  /// Begins to count one more, until [#leave].
  ///
  /// @throws GuestException if it is one too many
  void enter() {
    lock.lock();
    try {
      if (running >= limit) {
        throw new GuestException(
            "the container's limit of %d processes (pids) is reached".formatted(limit));
      }
      running++;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      running--;
    } finally {
      lock.unlock();
    }
    startNext();
  }

  /// The same threads, no more at a time than the limit allows.
  Executor of(Executor threads) {
    return task -> {
      lock.lock();
      try {
        waiting.add(new Turn(threads, task));
      } finally {
        lock.unlock();
      }
      startNext();
    };
  }

  private void startNext() {
    for (Turn next = next(); next != null; next = next()) {
      start(next);
    }
  }

  private @Nullable Turn next() {
    lock.lock();
    try {
      if (running >= limit || waiting.isEmpty()) {
        return null;
      }
      running++;
      return waiting.removeFirst();
    } finally {
      lock.unlock();
    }
  }

  private void start(Turn turn) {
    boolean started = false;
    try {
      turn.threads()
          .execute(() -> {
            try {
              turn.task().run();
            } finally {
              leave();
            }
          });
      started = true;
    } finally {
      if (!started) {
        leave();
      }
    }
  }
}
