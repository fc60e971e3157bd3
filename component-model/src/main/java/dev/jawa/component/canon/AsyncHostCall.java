package dev.jawa.component.canon;

import dev.jawa.component.host.AsyncHostFunc;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.HostEvents;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Subtask;
import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.HostFunction;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// A guest calls a function of the host that answers later. Spec: `CanonicalABI.md`, `canon lower`.
final class AsyncHostCall implements HostFunction {

  private final AsyncHostFunc<Object> body;
  private final Signature signature;
  private final CallMode mode;
  private final InstanceState caller;
  private final LiftLowerContext shared;

  @SuppressWarnings("unchecked") // a store's context has the type of the linker that took it
  AsyncHostCall(
      FuncValue.OfHost func, Signature signature, CanonicalOptions options, CallMode mode) {
    this.body = (AsyncHostFunc<Object>) func.body();
    this.signature = signature;
    this.mode = mode;
    this.caller = options.instance();
    this.shared = new LiftLowerContext(options, new Peer.Host());
  }

  @Override
  public long[] call(CoreCaller unused, long[] flat) {
    caller.checkMayLeave();
    BuiltinFunc.checkMayBlock(caller, mode);
    Call call = new Call(flat.clone());
    call.start();
    return switch (mode) {
      case SYNC -> call.await();
      case ASYNC -> new long[] {call.answer()};
    };
  }

  /// One call, which may last longer than [#call].
  private final class Call implements Subtask.Callee {
    private final long[] flat;
    private final Subtask subtask = new Subtask();
    private final LiftLowerContext cx = shared.in(subtask);
    private CompletableFuture<? extends @Nullable Object> promised =
        CompletableFuture.completedFuture(null);
    private long[] results = NONE;

    Call(long[] flat) {
      this.flat = flat;
    }

    void start() {
      Object[] args = signature.liftParams(cx, flat);
      signature.checkResultRoom(cx, flat);
      caller.store().delivered();
      subtask.started();
      promised = body.start(caller.store().context(), args).toCompletableFuture();
      if (promised.isDone()) {
        finish();
      } else {
        expect(caller.store().scheduler().events());
      }
    }

    private void expect(HostEvents events) {
      events.expect();
      promised.whenComplete((_, _) ->
          events.post(() -> {
            events.expectNoMore();
            finish();
          }));
    }

    /// The stage is complete; a call that was cancelled has ended before.
    private void finish() {
      if (subtask.resolved()) {
        return;
      }
      if (promised.state() == Future.State.CANCELLED) {
        subtask.cancelled();
      } else {
        results = signature.lowerHostResult(cx, value(), flat);
        subtask.returned();
      }
    }

    private @Nullable Object value() {
      return HostEvents.valueOf(promised);
    }

    @Override
    public void requestCancellation(@Nullable InstanceState canceller) {
      promised.cancel(true);
      if (promised.isDone()) {
        finish();
      }
    }

    long[] await() {
      subtask.awaitResolved(caller.store().scheduler());
      subtask.deliverResolve();
      return results;
    }

    int answer() {
      if (subtask.resolved()) {
        subtask.deliverResolve();
        return subtask.state().ordinal();
      }
      return subtask.detach(caller.asyncHandles().add(subtask), this);
    }
  }
}
