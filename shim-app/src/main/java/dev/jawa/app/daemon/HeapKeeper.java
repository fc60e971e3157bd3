package dev.jawa.app.daemon;

import java.time.Duration;

/// Has the heap collected as a whole, which the JVM does by itself only when it has reached its
/// limit, a quarter of the machine's memory.
///
/// When the daemon has calmed down: the JVM shrinks its heap then, instead of keeping for ever what
/// compiling a large guest once needed. And when it is busy, but has taken half as much again as
/// was left after the collection before: guests that grow fill the old generation with memories
/// that are too large for the young one, which the collection makes larger; and to fill pages that
/// are new to the machine stops everybody for longer than the collection does.
final class HeapKeeper {

  private static final Duration INTERVAL = Duration.ofSeconds(20);
  private static final int LOOKS = 10;
  private static final long MUCH = 192L << 20;
  private static final long WORTH_IT = 48L << 20;

  /// Of one processor, above which somebody would notice that everything stops for a while.
  private static final int CALM_PART = 20;

  /// The heap at one moment, in bytes.
  ///
  /// @param committed what the machine has given
  /// @param free what of it is not in use
  /// @param worked the processor's time that this process has used so far
  record Heap(long committed, long free, Duration worked) {

    static Heap now() {
      Runtime runtime = Runtime.getRuntime();
      Duration worked = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
      return new Heap(runtime.totalMemory(), runtime.freeMemory(), worked);
    }

    long used() {
      return committed - free;
    }
  }

  private Heap before = new Heap(0, 0, Duration.ZERO);
  private long usedAfterCollection;

  private HeapKeeper() {}

  static void start() {
    HeapKeeper keeper = new HeapKeeper();
    Thread.ofPlatform().daemon().name("heap-keeper").start(keeper::run);
  }

  private void run() {
    try {
      while (true) {
        for (int i = 0; i < LOOKS; i++) {
          Thread.sleep(INTERVAL.dividedBy(LOOKS));
          if (hasMuchGarbage(Heap.now(), usedAfterCollection)) {
            collect();
          }
        }
        look();
      }
    } catch (InterruptedException _) {
      // The JVM ends.
    }
  }

  private void look() {
    Heap now = Heap.now();
    if (shouldCollect(before, now, usedAfterCollection)) {
      now = collect();
    }
    before = now;
  }

  private Heap collect() {
    System.gc();
    Heap now = Heap.now();
    usedAfterCollection = now.used();
    return now;
  }

  /// Whether much of what is in use is likely to be garbage, however busy everybody is.
  static boolean hasMuchGarbage(Heap now, long usedAfterCollection) {
    return now.used() > usedAfterCollection + usedAfterCollection / 2 + MUCH;
  }

  /// Whether there is a lot to give back, and nobody is busy: a collection of a large heap stops
  /// all guests for a tenth of a second and more.
  ///
  /// @param before the heap an interval ago
  /// @param usedAfterCollection what was in use after the last collection of this keeper
  static boolean shouldCollect(Heap before, Heap now, long usedAfterCollection) {
    boolean calm =
        Math.abs(now.used() - before.used()) < WORTH_IT / 4
            && now.worked().minus(before.worked()).compareTo(INTERVAL.dividedBy(CALM_PART)) < 0;
    boolean grown = now.used() > usedAfterCollection + WORTH_IT / 4 || now.free() > WORTH_IT;
    return calm && grown && now.committed() > usedAfterCollection + WORTH_IT;
  }
}
