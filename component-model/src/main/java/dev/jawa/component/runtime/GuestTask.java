package dev.jawa.component.runtime;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A call into a component instance of a store with a [Scheduler]. Spec: `CanonicalABI.md`, tasks.
public final class GuestTask extends Task implements Subtask.Callee {

  private final InstanceState instance;
  private final Kind kind;
  private final Predicate<Object> returnable;
  private final TaskCaller caller;
  private final List<GuestThread> threads = new ArrayList<>(1);
  private State state = State.INITIAL;
  private @Nullable GuestThread implicitThread;

  /// How the function is typed and lifted.
  public enum Kind {
    /// A function that is not declared `async`.
    SYNC_TYPE,
    /// An `async` function lifted synchronously.
    SYNC_LIFT,
    /// Lifted with a callback.
    CALLBACK,
    /// Lifted asynchronously without a callback.
    STACKFUL;

    boolean needsExclusive() {
      return this == SYNC_LIFT || this == CALLBACK;
    }

    boolean asyncLift() {
      return this == CALLBACK || this == STACKFUL;
    }
  }

  private enum State {
    INITIAL,
    STARTED,
    PENDING_CANCEL,
    CANCEL_DELIVERED,
    RESOLVED
  }

  /// @param returnable whether what a `task.return` was made for fits the function
  public GuestTask(
      InstanceState instance, Kind kind, Predicate<Object> returnable, TaskCaller caller) {
    this.instance = instance;
    this.kind = kind;
    this.returnable = returnable;
    this.caller = caller;
  }

  /// Runs something without arguments and result as a synchronous call of an instance that has been
  /// entered.
  static void runSynchronously(InstanceState instance, Runnable body) {
    GuestTask task = new GuestTask(instance, Kind.SYNC_TYPE, _ -> false, TaskCaller.NOBODY);
    GuestThread thread =
        new GuestThread(
            task,
            own -> {
              task.enterImplicitThread(own);
              task.start();
              body.run();
              task.resolve(null);
              task.exitImplicitThread(own);
            });
    Scheduler scheduler = instance.store().scheduler();
    scheduler.resume(thread, false);
    scheduler.finishSynchronously(task);
  }

  public InstanceState instance() {
    return instance;
  }

  public Kind kind() {
    return kind;
  }

  /// How strings lie in the memory of who gets the result, `null` if that is the host.
  public @Nullable StringEncoding callerEncoding() {
    return caller.encoding();
  }

  boolean isImplicit(GuestThread thread) {
    return thread == implicitThread;
  }

  boolean isWaitingToStart() {
    return state == State.INITIAL;
  }

  public boolean isResolved() {
    return state == State.RESOLVED;
  }

  /// Waits until the instance takes the task, and takes part.
  ///
  /// @return whether it may run; otherwise it was cancelled while it waited
  public boolean enterImplicitThread(GuestThread thread) {
    implicitThread = thread;
    if (kind != Kind.SYNC_TYPE && !instance.admission().enter(this, thread)) {
      cancel();
      return false;
    }
    register(thread);
    return true;
  }

  public void exitImplicitThread(GuestThread thread) {
    unregister(thread);
    if (kind.needsExclusive()) {
      instance.admission().release();
    }
  }

  void register(GuestThread thread) {
    threads.add(thread);
    instance.admission().register(thread);
  }

  void unregister(GuestThread thread) {
    threads.remove(thread);
    if (threads.isEmpty() && state != State.RESOLVED) {
      throw AbiTraps.trap("async-lifted export failed to produce a result");
    }
    instance.admission().unregister(thread);
  }

  /// `canon thread.new-indirect`: another thread of this task, which waits to be resumed.
  ///
  /// @return its index
  public int spawn(Runnable body) {
    GuestThread thread =
        new GuestThread(
            this,
            own -> {
              body.run();
              unregister(own);
            });
    register(thread);
    return thread.index();
  }

  // Cancellation

  @Override
  public void requestCancellation(@Nullable InstanceState canceller) {
    if (state == State.RESOLVED) {
      return;
    }
    if (state == State.INITIAL && implicitThread != null) {
      state = State.CANCEL_DELIVERED;
      instance.store().scheduler().resume(implicitThread, true);
      return;
    }
    GuestThread candidate = cancellableThread();
    InstanceState outermost = instance.outermostEntered(canceller);
    if (candidate == null || !instance.mayEnter(outermost)) {
      state = State.PENDING_CANCEL;
      return;
    }
    state = State.CANCEL_DELIVERED;
    instance.enter(outermost);
    instance.store().scheduler().resume(candidate, true);
    instance.leave(outermost);
  }

  private @Nullable GuestThread cancellableThread() {
    for (GuestThread thread : threads) {
      boolean excluded =
          thread == implicitThread
              && kind.needsExclusive()
              && instance.admission().isHeldByOtherThan(thread);
      if (thread.isCancellable() && !excluded) {
        return thread;
      }
    }
    return null;
  }

  boolean deliverPendingCancel(Scheduler.Cancellable cancellable) {
    if (cancellable == Scheduler.Cancellable.YES && state == State.PENDING_CANCEL) {
      state = State.CANCEL_DELIVERED;
      return true;
    }
    return false;
  }

  // Arguments and results

  /// The arguments.
  public Object[] start() {
    state = State.STARTED;
    return caller.start();
  }

  /// Traps if `task.return` is not for this call.
  ///
  /// @param returned what the built-in was made for
  public void checkReturn(Object returned) {
    checkAsyncLift("task.return");
    if (!returnable.test(returned)) {
      throw AbiTraps.trap("invalid `task.return` signature and/or options for current task");
    }
  }

  private void checkAsyncLift(String builtin) {
    if (!kind.asyncLift()) {
      throw AbiTraps.trap("`" + builtin + "` called by a function that is lifted synchronously");
    }
  }

  /// The guest has answered.
  public void resolve(@Nullable Object result) {
    if (state == State.RESOLVED) {
      throw AbiTraps.trap("`task.return` or `task.cancel` called more than once for current task");
    }
    returned();
    caller.returned(result);
    state = State.RESOLVED;
  }

  /// `canon task.cancel`.
  public void cancelByGuest() {
    checkAsyncLift("task.cancel");
    cancel();
  }

  private void cancel() {
    if (state != State.CANCEL_DELIVERED) {
      throw AbiTraps.trap("`task.cancel` called by task which has not been cancelled");
    }
    returned();
    caller.cancelled();
    state = State.RESOLVED;
  }
}
