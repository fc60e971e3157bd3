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
  private @Nullable GuestTask callee;
  private int index;

  /// The ordinal is what guests see.
  public enum State {
    STARTING,
    STARTED,
    RETURNED,
    CANCELLED_BEFORE_STARTED,
    CANCELLED_BEFORE_RETURNED
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

  /// The call goes on without its caller, who gets a handle to it.
  ///
  /// @return state and handle as the guest gets them
  public int detach(int handle, GuestTask task) {
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
