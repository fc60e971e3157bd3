package dev.jawa.http.loop;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Looks for requests that hold an event loop up, and has them give way. Its thread is there while
/// there are requests on loops, and ends some time after the last.
final class LoopWatch {

  /// How long a request may have its loop before it is told to leave.
  static final Duration PATIENCE = Duration.ofMillis(20);

  private static final long TICK_NANOS = 5_000_000;

  /// Ticks without any request until the thread ends.
  private static final int QUIET_TICKS = 200;

  private final Map<Executor, Slot> slots = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Thread> watcher = new AtomicReference<>();
  private volatile boolean closed;

  /// Who has the loop now. Written by the loop only.
  static final class Slot {
    private volatile @Nullable RequestThread running;
    private volatile long since;
    private volatile int turns;

    /// How many turns there were; wraps around.
    int turns() {
      return turns;
    }
  }

  /// The place of a loop.
  Slot slot(Executor loop) {
    Slot slot = slots.get(loop);
    return slot == null ? slots.computeIfAbsent(loop, _ -> new Slot()) : slot;
  }

  /// A turn begins; on the loop.
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
  void begin(Slot slot, RequestThread thread, long now) {
    slot.since = now;
    slot.turns++;
    slot.running = thread;
    if (watcher.get() == null) {
      startWatching();
    }
  }

  private void startWatching() {
    Thread thread = Thread.ofPlatform().daemon().name("jawa-http-watch").unstarted(this::watch);
    if (!closed && watcher.compareAndSet(null, thread)) {
      thread.start();
    }
  }

  /// It is over; on the loop.
  void end(Slot slot) {
    slot.running = null;
  }

  /// Whether its thread is there.
  boolean isWatching() {
    return watcher.get() != null;
  }

  /// Ends its thread and waits for that.
  void close() {
    closed = true;
    Thread thread = watcher.get();
    if (thread != null) {
      LockSupport.unpark(thread);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void watch() {
    int quiet = 0;
    int seen = turns();
    while (quiet < QUIET_TICKS && !closed) {
      LockSupport.parkNanos(TICK_NANOS);
      slots.values().forEach(LoopWatch::look);
      int now = turns();
      quiet = now == seen && !isBusy() ? quiet + 1 : 0;
      seen = now;
    }
    watcher.set(null);
    // Who began a turn just now may have found it watching.
    if (isBusy()) {
      startWatching();
    }
  }

  private int turns() {
    return slots.values().stream().mapToInt(Slot::turns).sum();
  }

  private boolean isBusy() {
    return slots.values().stream().anyMatch(slot -> slot.running != null);
  }

  private static void look(Slot slot) {
    RequestThread running = slot.running;
    if (running != null && System.nanoTime() - slot.since > PATIENCE.toNanos()) {
      // Again at each tick: what is in the host now cannot be told.
      running.giveWay();
    }
  }
}
