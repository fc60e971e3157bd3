package dev.jawa.app.task;

import dev.jawa.app.sys.ThreadPriority;

/// A guest's thread, with how much it has used of late beyond what counts as resting.
final class RunningThread {

  /// Of the time that passes, what a thread may use that mostly rests.
  private static final int RESTING_PART = 20;

  private static final long HEAVY_NANOS = 200_000_000;
  private static final long MOST_NANOS = 300_000_000;

  /// How many levels lower a heavy one is: about a tenth of the weight.
  private static final int HEAVY_LEVELS = 10;

  private final int number;
  private long seenNanos;
  private long excessNanos;
  private boolean heavy;

  /// @param number the kernel's
  /// @param usedNanos what it has used so far
  RunningThread(int number, long usedNanos) {
    this.number = number;
    this.seenNanos = usedNanos;
  }

  /// Changes its weight if it has become heavy or has rested.
  ///
  /// @param usedNanos what it has used in all
  /// @param elapsedNanos since the last call
  /// @param nice the level of an ordinary one
  /// @return whether it computes
  boolean weigh(long usedNanos, long elapsedNanos, int nice) {
    long used = usedNanos - seenNanos;
    seenNanos = usedNanos;
    excessNanos = Math.clamp(excessNanos + used - elapsedNanos / RESTING_PART, 0, MOST_NANOS);
    if (heavy ? excessNanos == 0 : excessNanos > HEAVY_NANOS) {
      heavy = !heavy;
      apply(nice);
    }
    return excessNanos > 0;
  }

  boolean isHeavy() {
    return heavy;
  }

  /// Gives it its weight.
  void apply(int nice) {
    ThreadPriority.set(number, heavy ? nice + HEAVY_LEVELS : nice);
  }
}
