package dev.jawa.app.task;

import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.StoreGroup.Hold;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Holds the guests of containers that have used up their part of the processor, until they may go
/// on. One thread looks after all of them, a hundred times a second, while there are any.
public final class CpuQuotas implements AutoCloseable {

  private static final long TICK_NANOS = 10_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<StoreGroup, Kept> kept = new ConcurrentHashMap<>();
  private final Thread keeper = Thread.ofPlatform().daemon().name("cpu-quotas").start(this::keep);

  private record Kept(ContainerThreads threads, CpuBudget budget) {}

  /// @param quotaNanos that the threads may use in each period
  void limit(StoreGroup group, ContainerThreads threads, long quotaNanos, long periodNanos) {
    CpuBudget budget =
        new CpuBudget(quotaNanos, periodNanos, System.nanoTime(), threads.usedNanos());
    lock.lock();
    try {
      kept.put(group, new Kept(threads, budget));
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void unlimit(StoreGroup group) {
    lock.lock();
    try {
      kept.remove(group);
      group.release(Hold.QUOTA);
    } finally {
      lock.unlock();
    }
  }

  private void keep() {
    lock.lock();
    try {
      while (true) {
        while (kept.isEmpty()) {
          changed.await();
        }
        kept.forEach(CpuQuotas::look);
        var _ = changed.awaitNanos(TICK_NANOS);
      }
    } catch (InterruptedException _) {
      // It is closed.
    } finally {
      lock.unlock();
    }
  }

  private static void look(StoreGroup group, Kept kept) {
    if (kept.budget().allows(System.nanoTime(), kept.threads().usedNanos())) {
      group.release(Hold.QUOTA);
    } else {
      group.hold(Hold.QUOTA);
    }
  }

  @Override
  public void close() {
    keeper.interrupt();
  }
}
