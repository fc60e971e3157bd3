package dev.jawa.app.task;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Gives guests' threads that hardly ever rest a lower weight than those that mostly do: a request
/// that takes a millisecond need not wait until a guest that computes for hours has had its turn.
/// Among themselves they stay equal, and where nobody else wants the processor they lose nothing.
///
/// One thread looks after all containers of a daemon, and more often while one computes: until it
/// has seen that, the others wait for their turn.
public final class FairTurns implements AutoCloseable {

  private static final Duration AT_REST = Duration.ofMillis(200);
  private static final Duration BUSY = Duration.ofMillis(100);

  private final Set<ContainerThreads> all = ConcurrentHashMap.newKeySet();
  private final Thread keeper = Thread.ofPlatform().daemon().name("fair-turns").start(this::keep);

  void add(ContainerThreads threads) {
    all.add(threads);
  }

  void remove(ContainerThreads threads) {
    all.remove(threads);
  }

  private void keep() {
    try {
      long before = System.nanoTime();
      Duration interval = AT_REST;
      while (true) {
        Thread.sleep(interval);
        long now = System.nanoTime();
        interval = look(now - before) ? BUSY : AT_REST;
        before = now;
      }
    } catch (InterruptedException _) {
      // It is closed.
    }
  }

  private boolean look(long elapsedNanos) {
    boolean busy = false;
    for (ContainerThreads threads : all) {
      busy |= threads.weigh(elapsedNanos);
    }
    return busy;
  }

  @Override
  public void close() {
    keeper.interrupt();
  }
}
