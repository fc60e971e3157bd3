package dev.jawa.engine;

/// The limits of one store.
///
/// @param maxMemoryBytes the largest size of one linear memory; growing beyond it fails as the
///   guest expects (-1), an initial size beyond it is refused
/// @param maxTableElements the largest size of one table
/// @param maxInstances how many core instances a store may hold
/// @param trapOnGrowFailure growing a memory or table beyond its limit traps instead of answering
///   -1
public record StoreLimits(
    long maxMemoryBytes, long maxTableElements, int maxInstances, boolean trapOnGrowFailure) {

  /// 4 GiB less a page for each memory, ten million table elements, ten thousand instances.
  public static final StoreLimits DEFAULT =
      new StoreLimits(0xFFFF_0000L, 10_000_000L, 10_000, false);
}
