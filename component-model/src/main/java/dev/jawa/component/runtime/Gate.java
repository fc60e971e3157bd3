package dev.jawa.component.runtime;

import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Threads that need the same thing of one instance to go on. While the gate is open, the one that
/// has waited longest stands in the scheduler's [ReadyQueue]: however many wait, opening and
/// closing costs the same.
final class Gate {

  private final BooleanSupplier open;
  private final ReadyQueue ready;
  private final TreeSet<GuestThread> waiting = new TreeSet<>(ReadyQueue.LONGEST_WAITING);
  private @Nullable GuestThread offered;

  Gate(ReadyQueue ready, BooleanSupplier open) {
    this.ready = ready;
    this.open = open;
  }

  boolean isOpen() {
    return open.getAsBoolean();
  }

  void add(GuestThread thread) {
    waiting.add(thread);
    update();
  }

  void remove(GuestThread thread) {
    waiting.remove(thread);
    update();
  }

  /// To be called when the gate may have opened or closed.
  void update() {
    GuestThread next = waiting.isEmpty() || !isOpen() ? null : waiting.first();
    if (next == offered) {
      return;
    }
    if (offered != null) {
      ready.remove(offered);
    }
    if (next != null) {
      ready.add(next);
    }
    offered = next;
  }
}
