package dev.jawa.engine.chicory;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Remembers for a while what the heap had no room for. Before it says so it is collected as a
/// whole while every guest of the JVM stands still: one that asks again and again must not have
/// that each time.
final class HeapRefusal {

  static final Duration VALID = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private int size = Integer.MAX_VALUE;
  private long at;

  HeapRefusal(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Notes that there was no room.
  ///
  /// @param size in bytes
  void of(int size) {
    this.size = size;
    this.at = nanoTime.getAsLong();
  }

  /// Whether as much, or less than that, was refused a moment ago.
  boolean stands(int size) {
    return size >= this.size && nanoTime.getAsLong() - at < VALID.toNanos();
  }
}
