package dev.jawa.component.runtime;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Something that a guest can wait for. Spec: `CanonicalABI.md`, waitable state.
public abstract sealed class Waitable implements HandleEntry permits Subtask, CopyEnd {

  private @Nullable Supplier<Event> pendingEvent;
  private @Nullable WaitableSet set;
  private @Nullable GuestThread syncWaiter;

  /// @param event made when it is delivered, since what it tells may change until then
  public void setPendingEvent(Supplier<Event> event) {
    pendingEvent = event;
    if (syncWaiter != null) {
      syncWaiter.recheck();
    }
    if (set != null) {
      set.hasEvent(this);
    }
  }

  public boolean hasPendingEvent() {
    return pendingEvent != null;
  }

  public boolean hasSyncWaiter() {
    return syncWaiter != null;
  }

  /// Delivers the pending event.
  public Event takePendingEvent() {
    Supplier<Event> event = pendingEvent;
    if (event == null) {
      throw new IllegalStateException("no event is pending");
    }
    pendingEvent = null;
    if (set != null) {
      set.delivered(this);
    }
    return event.get();
  }

  public boolean inWaitableSet() {
    return set != null;
  }

  /// Traps if a synchronous use would compete with a waitable set.
  public void checkSynchronousUse() {
    if (inWaitableSet()) {
      throw AbiTraps.usedSynchronouslyInSet();
    }
  }

  /// Blocks the current thread until there is an event.
  public void waitForPendingEvent(Scheduler scheduler) {
    syncWaiter = scheduler.currentThread();
    scheduler.waitUntil(WaitFor.event(this::hasPendingEvent), Scheduler.Cancellable.NO);
    syncWaiter = null;
  }

  /// `canon waitable.join`.
  ///
  /// @param joined `null` to leave the set it is in
  public void join(@Nullable WaitableSet joined) {
    if (syncWaiter != null) {
      throw AbiTraps.usedSynchronouslyInSet();
    }
    move(joined);
  }

  private void move(@Nullable WaitableSet joined) {
    if (set != null) {
      set.remove(this);
    }
    set = joined;
    if (joined != null) {
      joined.add(this);
    }
  }

  /// The handle is gone.
  void dropped() {
    move(null);
  }
}
