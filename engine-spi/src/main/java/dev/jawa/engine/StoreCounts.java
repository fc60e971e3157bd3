package dev.jawa.engine;

/// What the instances of one store hold already, for an engine to keep within the store's limits.
public final class StoreCounts {

  private final StoreLimits limits;
  private int instances;
  private int tables;
  private int memories;

  public StoreCounts(StoreLimits limits) {
    this.limits = limits;
  }

  /// Counts one more instance, which defines so many tables and memories.
  ///
  /// @throws Trap of kind [Trap.Kind#HOST], with a message for the user, if the store has no room
  ///   for it; nothing is counted then
  public void addInstance(int definedTables, int definedMemories) {
    require("core instances", instances, 1, limits.maxInstances());
    require("tables", tables, definedTables, limits.maxTables());
    require("memories", memories, definedMemories, limits.maxMemories());
    instances++;
    tables += definedTables;
    memories += definedMemories;
  }

  private static void require(String what, long held, long more, int limit) {
    if (held + more > limit) {
      throw new Trap(
          Trap.Kind.HOST, "too many %s: %d, the limit is %d".formatted(what, held + more, limit));
    }
  }
}
