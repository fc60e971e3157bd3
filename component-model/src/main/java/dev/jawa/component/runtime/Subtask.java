package dev.jawa.component.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call out of a component instance: what it lends, and for an asynchronous call how far it has
/// come. Spec: `CanonicalABI.md`, subtask state.
public final class Subtask extends Waitable {

  private final List<ResourceHandle> lenders = new ArrayList<>(2);
  private State state = State.STARTING;
  private boolean resolveDelivered;
  private boolean cancellationRequested;
  private @Nullable Callee callee;
  private @Nullable GuestThread waiter;
  private int index;

  /// The ordinal is what guests see.
  public enum State {
    STARTING,
    STARTED,
    RETURNED,
    CANCELLED_BEFORE_STARTED,
    CANCELLED_BEFORE_RETURNED
  }

  /// Who answers the call.
  public interface Callee {

    /// Asks to end the call without a result, as soon as possible.
    ///
    /// @param canceller the instance that asks, `null` for the host
    void requestCancellation(@Nullable InstanceState canceller);
  }

  void lend(ResourceHandle handle) {
    handle.lends++;
    lenders.add(handle);
  }

  /// The caller has got the answer: everything that was lent is whole again.
  public void deliverResolve() {
    for (ResourceHandle lender : lenders) {
      lender.lends--;
    }
    resolveDelivered = true;
  }

  public State state() {
    return state;
  }

  /// Whether there is an answer.
  public boolean resolved() {
    return state != State.STARTING && state != State.STARTED;
  }

  /// The callee reads its arguments.
  public void started() {
    advance(State.STARTED);
  }

  /// The callee has returned a result.
  public void returned() {
    advance(State.RETURNED);
  }

  /// The callee has confirmed that it was cancelled.
  public void cancelled() {
    advance(
        state == State.STARTING ? State.CANCELLED_BEFORE_STARTED : State.CANCELLED_BEFORE_RETURNED);
  }

  private void advance(State next) {
    state = next;
    if (waiter != null) {
      waiter.recheck();
    }
    if (index != 0) {
      setPendingEvent(this::event);
    }
  }

  private Event event() {
    if (resolved()) {
      deliverResolve();
    }
    return new Event(Event.Code.SUBTASK, index, state.ordinal());
  }

  /// Blocks the current thread until there is an answer.
  public void awaitResolved(Scheduler scheduler) {
    if (!resolved()) {
      waiter = scheduler.currentThread();
      scheduler.waitUntil(WaitFor.event(this::resolved), Scheduler.Cancellable.NO);
      waiter = null;
    }
  }

  /// The call goes on without its caller, who gets a handle to it.
  ///
  /// @return state and handle as the guest gets them
  public int detach(int handle, Callee task) {
    index = handle;
    callee = task;
    return state.ordinal() | handle << 4;
  }

  /// `canon subtask.cancel`.
  ///
  /// @param blocked what to answer if the callee has not confirmed yet
  public int cancel(InstanceState caller, CallMode mode, int blocked) {
    if (resolveDelivered) {
      throw AbiTraps.trap("`subtask.cancel` called after terminal status delivered");
    }
    if (cancellationRequested) {
      throw AbiTraps.trap("`subtask.cancel` called twice for the same subtask");
    }
    if (mode == CallMode.SYNC) {
      checkSynchronousUse();
    }
    if (!resolved()) {
      cancellationRequested = true;
      if (callee != null) {
        callee.requestCancellation(caller);
      }
      if (!resolved()) {
        if (mode == CallMode.ASYNC) {
          return blocked;
        }
        waitForPendingEvent(caller.store().scheduler());
      }
    }
    return takePendingEvent().payload();
  }

  void checkDroppable() {
    if (!resolveDelivered) {
      throw AbiTraps.trap("cannot drop a subtask which has not yet resolved");
    }
  }

  @Override
  public String describe() {
    return "subtask";
  }
}
