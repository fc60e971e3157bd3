package dev.jawa.app.daemon;

import java.time.Duration;

/// Gives memory back to the machine when the daemon has calmed down: a collection, after which the
/// JVM shrinks its heap. By itself it would keep for ever what compiling a large guest once needed.
final class HeapKeeper {

  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final long WORTH_IT = 48L << 20;

  /// The heap at one moment, in bytes.
  ///
  /// @param committed what the machine has given
  /// @param free what of it is not in use
  record Heap(long committed, long free) {

    static Heap now() {
      Runtime runtime = Runtime.getRuntime();
      return new Heap(runtime.totalMemory(), runtime.freeMemory());
    }

    long used() {
      return committed - free;
    }
  }

  private Heap before = new Heap(0, 0);
  private long usedAfterCollection;

  private HeapKeeper() {}

  static void start() {
    HeapKeeper keeper = new HeapKeeper();
    Thread.ofPlatform().daemon().name("heap-keeper").start(keeper::run);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(INTERVAL);
        look();
      }
    } catch (InterruptedException _) {
      // The JVM ends.
    }
  }

  private void look() {
    Heap now = Heap.now();
    if (shouldCollect(before, now, usedAfterCollection)) {
      System.gc();
      now = Heap.now();
      usedAfterCollection = now.used();
    }
    before = now;
  }

  /// Whether there is a lot to give back, and no guest that is busy making garbage.
  ///
  /// @param before the heap an interval ago
  /// @param usedAfterCollection what was in use after the last collection of this keeper
  static boolean shouldCollect(Heap before, Heap now, long usedAfterCollection) {
    boolean calm = Math.abs(now.used() - before.used()) < WORTH_IT / 4;
    boolean grown = now.used() > usedAfterCollection + WORTH_IT / 4 || now.free() > WORTH_IT;
    return calm && grown && now.committed() > usedAfterCollection + WORTH_IT;
  }
}
