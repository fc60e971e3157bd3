package dev.jawa.component.canon;

import dev.jawa.component.host.AsyncHostFunc;
import dev.jawa.component.host.BorrowingFunc;
import dev.jawa.component.host.HostFunc;
import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Subtask;
import dev.jawa.component.runtime.Task;
import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.HostFunction;
import org.jspecify.annotations.Nullable;

/// Component functions lowered to core functions that a guest can import. Spec: `CanonicalABI.md`,
/// `canon lower`.
public final class Lowering {

  private Lowering() {}

  /// @param signature the type as the importing component sees it, lowered in this mode
  public static CoreFunc lower(
      FuncValue func, Signature signature, CanonicalOptions options, CallMode mode) {
    HostFunction body =
        switch (func) {
          case FuncValue.OfHost host -> hostCall(host, signature, options, mode);
          case LiftedFunc lifted ->
              isRelated(options, lifted.options())
                  ? refusal(options)
                  : new GuestCall(lifted, signature, options);
          case ScheduledFunc lifted ->
              isRelated(options, lifted.options())
                  ? refusal(options)
                  : new ScheduledLowering(lifted, signature, options, mode);
        };
    return options.instance().store().core().hostFunc(signature.lowered(), body);
  }

  private static boolean isRelated(CanonicalOptions calling, CanonicalOptions called) {
    InstanceState caller = calling.instance();
    InstanceState target = called.instance();
    return caller.isSelfOrAncestorOf(target) || target.isSelfOrAncestorOf(caller);
  }

  /// The specification has this trap for now: an instance and what it is made of never run at once.
  private static HostFunction refusal(CanonicalOptions options) {
    InstanceState caller = options.instance();
    return (_, _) -> {
      caller.checkMayLeave();
      throw AbiTraps.cannotEnter();
    };
  }

  /// A function that is no [AsyncHostFunc] has always answered when it comes back.
  private static HostFunction hostCall(
      FuncValue.OfHost host, Signature signature, CanonicalOptions options, CallMode mode) {
    if (host.body() instanceof AsyncHostFunc<?> && signature.type().async()) {
      return new AsyncHostCall(host, signature, options, mode);
    }
    HostCall call = new HostCall(host, signature, options);
    return switch (mode) {
      case SYNC -> call;
      case ASYNC ->
          (caller, flat) -> {
            call.call(caller, flat);
            return new long[] {Subtask.State.RETURNED.ordinal()};
          };
    };
  }

  /// A guest calls the host.
  private static final class HostCall implements HostFunction {
    private final HostFunc<Object> body;
    private final Signature signature;
    private final InstanceState caller;
    private final LiftLowerContext shared;

    @SuppressWarnings(
        "unchecked") // a store's context has the type of the linker that took the function
    HostCall(FuncValue.OfHost func, Signature signature, CanonicalOptions options) {
      this.body = (HostFunc<Object>) func.body();
      this.signature = signature;
      this.caller = options.instance();
      boolean borrows = func.body() instanceof BorrowingFunc<?>;
      this.shared = new LiftLowerContext(options, new Peer.Host(borrows));
    }

    @Override
    public long[] call(CoreCaller unused, long[] flat) {
      caller.checkMayLeave();
      if (signature.lends()) {
        Subtask subtask = new Subtask();
        long[] results = call(shared.in(subtask), flat);
        subtask.deliverResolve();
        return results;
      }
      shared.resetBytes();
      return call(shared, flat);
    }

    private long[] call(LiftLowerContext cx, long[] flat) {
      Object[] args = signature.liftParams(cx, flat);
      signature.checkResultRoom(cx, flat);
      caller.store().delivered();
      Object value = body.call(caller.store().context(), args);
      return signature.lowerHostResult(cx, value, flat);
    }
  }

  /// A guest calls another component.
  private static final class GuestCall implements HostFunction {
    private final LiftedFunc callee;
    private final Signature signature;
    private final InstanceState caller;
    private final InstanceState target;
    private final @Nullable InstanceState outermost;
    private final LiftLowerContext callerShared;
    private final LiftLowerContext calleeShared;

    GuestCall(LiftedFunc callee, Signature signature, CanonicalOptions options) {
      this.callee = callee;
      this.signature = signature;
      this.caller = options.instance();
      this.target = callee.options().instance();
      this.outermost = target.outermostEntered(caller);
      this.callerShared =
          new LiftLowerContext(options, new Peer.Guest(callee.options().encoding()));
      this.calleeShared =
          new LiftLowerContext(callee.options(), new Peer.Guest(options.encoding()));
    }

    @Override
    public long[] call(CoreCaller unused, long[] flat) {
      caller.checkMayLeave();
      target.enter(outermost);
      Subtask subtask = signature.lends() ? new Subtask() : null;
      LiftLowerContext callerCx = callerContext(subtask);
      Task task = callee.newTask();
      LiftLowerContext calleeCx = LiftedFunc.contextFor(calleeShared, task);
      long[] answer = callee.start(calleeCx, signature.liftParams(callerCx, flat));
      Object value = callee.answer(calleeCx, task, answer);
      long[] results = signature.lowerResult(callerCx, value, flat);
      callee.cleanUp(answer);
      if (subtask != null) {
        subtask.deliverResolve();
      }
      target.leave(outermost);
      return results;
    }

    private LiftLowerContext callerContext(@Nullable Subtask subtask) {
      if (subtask != null) {
        return callerShared.in(subtask);
      }
      callerShared.resetBytes();
      return callerShared;
    }
  }
}
