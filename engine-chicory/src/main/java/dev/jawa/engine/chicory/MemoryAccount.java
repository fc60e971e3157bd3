package dev.jawa.engine.chicory;

import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the memories of one store have taken from the store's group, if it is in one.
final class MemoryAccount {

  private final @Nullable StoreGroup group;
  private final AtomicLong taken = new AtomicLong();

  MemoryAccount(StoreLimits limits) {
    this.group = limits.group();
  }

  /// Takes what a memory starts with.
  ///
  /// @throws Trap of kind [Trap.Kind#MEMORY_LIMIT] if the group has not so much left
  void takeInitial(long bytes) {
    if (group != null) {
      group.takeInitialMemory(bytes);
      taken.addAndGet(bytes);
    }
  }

  /// Takes what a memory grows by.
  ///
  /// @return `false` if the group has not so much left
  boolean takeGrowth(long bytes) {
    if (group == null) {
      return true;
    }
    if (!group.takeMemory(bytes)) {
      group.refusedGrowth();
      return false;
    }
    taken.addAndGet(bytes);
    return true;
  }

  void give(long bytes) {
    if (group != null) {
      taken.addAndGet(-bytes);
      group.giveMemory(bytes);
    }
  }

  /// Gives all of it back.
  void close() {
    if (group != null) {
      group.giveMemory(taken.getAndSet(0));
    }
  }
}
