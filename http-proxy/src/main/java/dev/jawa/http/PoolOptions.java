package dev.jawa.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How many instances are kept for requests to come, and for how long.
///
/// @param maxIdle instances kept at most; 0 makes each one anew
/// @param maxIdleBytes what they may keep from the collector together
/// @param idleTimeout after so long without use an instance is given up; later while others are
///   used that are as new
/// @param warm how many of them are made ahead of the first request and never given up
/// @param maxReuse how many requests see one instance with what the ones before left in it; 1 gives
///   each request one that is as new
/// @param shared what this pool's may keep together with those of other pools, or `null` for as
///   much as there is
public record PoolOptions(
    int maxIdle,
    long maxIdleBytes,
    Duration idleTimeout,
    int warm,
    int maxReuse,
    @Nullable IdleBudget shared) {

  /// A hundred instances in a quarter of the heap, for ten seconds each, one of them always ready;
  /// as new for each request.
  public static final PoolOptions DEFAULT =
      new PoolOptions(100, Runtime.getRuntime().maxMemory() / 4, Duration.ofSeconds(10), 1, 1);

  /// For a pool that shares nothing.
  public PoolOptions(int maxIdle, long maxIdleBytes, Duration idleTimeout, int warm, int maxReuse) {
    this(maxIdle, maxIdleBytes, idleTimeout, warm, maxReuse, null);
  }

  /// The same with a bound that this pool's share with those of others.
  public PoolOptions sharing(IdleBudget budget) {
    return new PoolOptions(maxIdle, maxIdleBytes, idleTimeout, warm, maxReuse, budget);
  }

  public PoolOptions {
    if (maxIdle < 0 || maxIdleBytes < 0 || warm < 0 || idleTimeout.isNegative() || maxReuse < 1) {
      throw new IllegalArgumentException(
          "maxIdle, maxIdleBytes, idleTimeout and warm must not be negative, maxReuse at least 1");
    }
  }
}
