package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.GuestTask;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Subtask;
import dev.jawa.component.runtime.TaskCaller;
import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.HostFunction;
import org.jspecify.annotations.Nullable;

/// A guest calls another component in a store in which calls may block. Spec: `CanonicalABI.md`,
/// `canon lower`.
final class ScheduledLowering implements HostFunction {

  private final ScheduledFunc callee;
  private final Signature signature;
  private final CallMode mode;
  private final InstanceState caller;
  private final InstanceState target;
  private final @Nullable InstanceState outermost;
  private final LiftLowerContext callerShared;
  private final LiftLowerContext calleeShared;

  /// @param signature the type as the importing component sees it, lowered in this mode
  ScheduledLowering(
      ScheduledFunc callee, Signature signature, CanonicalOptions options, CallMode mode) {
    this.callee = callee;
    this.signature = signature;
    this.mode = mode;
    this.caller = options.instance();
    this.target = callee.options().instance();
    this.outermost = target.outermostEntered(caller);
    this.callerShared = new LiftLowerContext(options, new Peer.Guest(callee.options().encoding()));
    this.calleeShared = new LiftLowerContext(callee.options(), new Peer.Guest(options.encoding()));
  }

  @Override
  public long[] call(CoreCaller unused, long[] flat) {
    caller.checkMayLeave();
    if (mode == CallMode.SYNC && callee.type().async()) {
      caller.store().scheduler().checkMayBlock();
    }
    target.enter(outermost);
    Call call = new Call(flat.clone());
    GuestTask task = callee.start(calleeShared, call);
    caller.store().scheduler().helpStart(task);
    target.leave(outermost);
    return switch (mode) {
      case SYNC -> call.await();
      case ASYNC -> new long[] {call.answer(task)};
    };
  }

  /// One call, which may last longer than [#call].
  private final class Call implements TaskCaller {
    private final long[] flat;
    private final Subtask subtask = new Subtask();
    private final LiftLowerContext cx = callerShared.in(subtask);
    private long[] results = NONE;

    Call(long[] flat) {
      this.flat = flat;
    }

    @Override
    public StringEncoding encoding() {
      return cx.encoding();
    }

    @Override
    public Object[] start() {
      subtask.started();
      return signature.liftParams(cx, flat);
    }

    @Override
    public void returned(@Nullable Object result) {
      results = signature.lowerResult(cx, result, flat);
      subtask.returned();
    }

    @Override
    public void cancelled() {
      subtask.cancelled();
    }

    long[] await() {
      subtask.awaitResolved(caller.store().scheduler());
      subtask.deliverResolve();
      return results;
    }

    int answer(GuestTask task) {
      if (subtask.resolved()) {
        subtask.deliverResolve();
        return subtask.state().ordinal();
      }
      return subtask.detach(caller.asyncHandles().add(subtask), task);
    }
  }
}
