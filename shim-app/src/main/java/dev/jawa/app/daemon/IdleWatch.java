package dev.jawa.app.daemon;

import dev.jawa.app.sys.FileLock;
import dev.jawa.app.task.Tasks;
import java.io.IOException;
import java.time.Duration;

/// Decides when the daemon has had nothing to do for long enough to end.
final class IdleWatch {

  /// How long a task may take from the answer to its `start` until it comes.
  static final Duration LEASE = Duration.ofSeconds(30);

  /// What the daemon is there for.
  interface Work {
    /// Takes away what was removed behind its back.
    void forgetRemoved();

    boolean isEmpty();

    static Work of(Tasks tasks) {
      return new Work() {
        @Override
        public void forgetRemoved() {
          tasks.forgetRemoved();
        }

        @Override
        public boolean isEmpty() {
          return tasks.isEmpty();
        }
      };
    }
  }

  private final Work work;
  private final StateFolder state;
  private final Runnable lastly;
  private final Duration patience;
  private final Duration interval;
  private long busyAt = System.nanoTime();

  /// @param patience how long it waits for another task
  /// @param lastly to be done when there is no task and none can come, nor another daemon
  IdleWatch(Work work, StateFolder state, Duration patience, Runnable lastly) {
    this.work = work;
    this.state = state;
    this.lastly = lastly;
    this.patience = patience;
    Duration tenth = patience.dividedBy(10);
    this.interval = tenth.compareTo(Duration.ofMillis(100)) < 0 ? Duration.ofMillis(100) : tenth;
  }

  /// Returns when it is time to end; no start is promised the socket from then on.
  void await() throws InterruptedException, IOException {
    do {
      Thread.sleep(interval);
      work.forgetRemoved();
      var _ = state.hasLease(LEASE);
      if (!work.isEmpty()) {
        busyAt = System.nanoTime();
      }
    } while (System.nanoTime() - busyAt < patience.toNanos() || !retire());
  }

  // A start that found our number writes its lease and looks for the number again. So either it
  // misses the number and waits for the lock, or we see its lease. Its task is there before the
  // lease is gone, so leases come first here.
  private boolean retire() throws IOException {
    try (FileLock _ = state.lock()) {
      state.withdraw();
      if (!state.hasLease(LEASE) && work.isEmpty()) {
        lastly.run();
        return true;
      }
      state.announce();
      busyAt = System.nanoTime();
      return false;
    }
  }
}
