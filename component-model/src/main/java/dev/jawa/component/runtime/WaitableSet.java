package dev.jawa.component.runtime;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Waitables of which a guest waits for any. Spec: `CanonicalABI.md`, waitable state.
public final class WaitableSet implements HandleEntry {

  /// Those that have an event, in the order in which they got it, so that none starves.
  private final Set<Waitable> pending = new LinkedHashSet<>();

  private final List<GuestThread> waiting = new ArrayList<>(1);
  private int elements;

  void add(Waitable waitable) {
    elements++;
    if (waitable.hasPendingEvent()) {
      hasEvent(waitable);
    }
  }

  void remove(Waitable waitable) {
    elements--;
    pending.remove(waitable);
  }

  void hasEvent(Waitable waitable) {
    pending.add(waitable);
    waiting.forEach(GuestThread::recheck);
  }

  void delivered(Waitable waitable) {
    pending.remove(waitable);
  }

  private boolean hasPendingEvent() {
    return !pending.isEmpty();
  }

  private Event takePendingEvent() {
    Iterator<Waitable> oldest = pending.iterator();
    return oldest.hasNext() ? oldest.next().takePendingEvent() : Event.NONE;
  }

  /// Blocks the current thread until there is an event.
  public Event waitForEvent(Scheduler scheduler, Scheduler.Cancellable cancellable) {
    return waitForEvent(scheduler, WaitFor.event(this::hasPendingEvent), cancellable);
  }

  /// Blocks the current thread until there is an event and the instance is free.
  public Event waitForEventAndFree(
      Scheduler scheduler, Admission admission, Scheduler.Cancellable cancellable) {
    WaitFor both = new WaitFor(this::hasPendingEvent, admission.free());
    return waitForEvent(scheduler, both, cancellable);
  }

  private Event waitForEvent(Scheduler scheduler, WaitFor what, Scheduler.Cancellable cancellable) {
    GuestThread thread = scheduler.currentThread();
    waiting.add(thread);
    boolean cancelled = scheduler.waitUntil(what, cancellable);
    waiting.remove(thread);
    return cancelled ? Event.TASK_CANCELLED : takePendingEvent();
  }

  /// `canon waitable-set.poll`.
  public Event poll(Scheduler scheduler, Scheduler.Cancellable cancellable) {
    return scheduler.deliverPendingCancel(cancellable) ? Event.TASK_CANCELLED : takePendingEvent();
  }

  void checkDroppable() {
    if (!waiting.isEmpty()) {
      throw AbiTraps.trap("cannot drop waitable set with waiters");
    }
    if (elements > 0) {
      throw AbiTraps.trap("cannot drop waitable set with waitables in it");
    }
  }

  @Override
  public String describe() {
    return "waitable-set";
  }
}
