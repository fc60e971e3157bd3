package dev.jawa.component.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Waitables of which a guest waits for any. Spec: `CanonicalABI.md`, waitable state.
public final class WaitableSet implements HandleEntry {

  private final List<Waitable> elements = new ArrayList<>(2);
  private int waiting;

  void add(Waitable waitable) {
    elements.add(waitable);
  }

  void remove(Waitable waitable) {
    elements.remove(waitable);
  }

  private boolean hasPendingEvent() {
    for (Waitable waitable : elements) {
      if (waitable.hasPendingEvent()) {
        return true;
      }
    }
    return false;
  }

  /// The oldest member with an event delivers it and goes to the end, so that none starves.
  private Event takePendingEvent() {
    for (int i = 0; i < elements.size(); i++) {
      Waitable waitable = elements.get(i);
      if (waitable.hasPendingEvent()) {
        elements.remove(i);
        elements.add(waitable);
        return waitable.takePendingEvent();
      }
    }
    return Event.NONE;
  }

  /// Blocks the current thread until there is an event and `ready` holds.
  public Event waitForEventAnd(
      Scheduler scheduler, BooleanSupplier ready, Scheduler.Cancellable cancellable) {
    waiting++;
    boolean cancelled =
        scheduler.waitUntil(() -> ready.getAsBoolean() && hasPendingEvent(), cancellable);
    Event event = cancelled ? Event.TASK_CANCELLED : takePendingEvent();
    waiting--;
    return event;
  }

  /// `canon waitable-set.poll`.
  public Event poll(Scheduler scheduler, Scheduler.Cancellable cancellable) {
    return scheduler.deliverPendingCancel(cancellable) ? Event.TASK_CANCELLED : takePendingEvent();
  }

  void checkDroppable() {
    if (waiting > 0) {
      throw AbiTraps.trap("cannot drop waitable set with waiters");
    }
    if (!elements.isEmpty()) {
      throw AbiTraps.trap("cannot drop waitable set with waitables in it");
    }
  }

  @Override
  public String describe() {
    return "waitable-set";
  }
}
