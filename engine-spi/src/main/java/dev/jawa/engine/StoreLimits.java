package dev.jawa.engine;

import org.jspecify.annotations.Nullable;

/// The limits of one store.
///
/// @param maxMemoryBytes the largest size of one linear memory; growing beyond it fails as the
///   guest expects (-1), an initial size beyond it is refused
/// @param maxTableElements the largest size of one table
/// @param maxInstances how many core instances a store may hold
/// @param maxTables how many tables its instances may define together
/// @param maxMemories how many linear memories its instances may define together
/// @param trapOnGrowFailure growing a memory or table beyond its limit traps instead of answering
///   -1
/// @param heapMemoryBytes a linear memory that grows beyond it is to lie outside the JVM's heap, so
///   that collecting the heap does not move it; [#UNLIMITED] leaves that to the engine, and so does
///   an engine that has no choice
/// @param group what the store has in common with others, or `null`
public record StoreLimits(
    long maxMemoryBytes,
    long maxTableElements,
    int maxInstances,
    int maxTables,
    int maxMemories,
    boolean trapOnGrowFailure,
    long heapMemoryBytes,
    @Nullable StoreGroup group) {

  /// No limit.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// Those of a store on its own.
  public StoreLimits(
      long maxMemoryBytes,
      long maxTableElements,
      int maxInstances,
      int maxTables,
      int maxMemories,
      boolean trapOnGrowFailure) {
    this(
        maxMemoryBytes,
        maxTableElements,
        maxInstances,
        maxTables,
        maxMemories,
        trapOnGrowFailure,
        UNLIMITED,
        null);
  }

  /// The same for a store of a group.
  public StoreLimits in(StoreGroup shared) {
    return new StoreLimits(
        maxMemoryBytes,
        maxTableElements,
        maxInstances,
        maxTables,
        maxMemories,
        trapOnGrowFailure,
        heapMemoryBytes,
        shared);
  }

  /// The same with another size up to which memories lie in the heap.
  public StoreLimits withHeapMemory(long bytes) {
    return new StoreLimits(
        maxMemoryBytes,
        maxTableElements,
        maxInstances,
        maxTables,
        maxMemories,
        trapOnGrowFailure,
        bytes,
        group);
  }

  /// 4 GiB less a page for each memory, ten million table elements, ten thousand instances, tables
  /// and memories.
  public static final StoreLimits DEFAULT =
      new StoreLimits(0xFFFF_0000L, 10_000_000L, 10_000, 10_000, 10_000, false);

  /// The same with another largest size of a memory, and of a table.
  public StoreLimits withSizes(long memoryBytes, long tableElements) {
    return new StoreLimits(
        memoryBytes,
        tableElements,
        maxInstances,
        maxTables,
        maxMemories,
        trapOnGrowFailure,
        heapMemoryBytes,
        group);
  }

  /// The same with other numbers of what a store may hold.
  public StoreLimits withCounts(int instances, int tables, int memories) {
    return new StoreLimits(
        maxMemoryBytes,
        maxTableElements,
        instances,
        tables,
        memories,
        trapOnGrowFailure,
        heapMemoryBytes,
        group);
  }

  /// The same, trapping on growth beyond a limit or not.
  public StoreLimits withTrapOnGrowFailure(boolean trap) {
    return new StoreLimits(
        maxMemoryBytes,
        maxTableElements,
        maxInstances,
        maxTables,
        maxMemories,
        trap,
        heapMemoryBytes,
        group);
  }
}
