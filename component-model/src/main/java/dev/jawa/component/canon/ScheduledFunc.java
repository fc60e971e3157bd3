package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.component.runtime.Admission;
import dev.jawa.component.runtime.Event;
import dev.jawa.component.runtime.GuestTask;
import dev.jawa.component.runtime.GuestThread;
import dev.jawa.component.runtime.HostEvents;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Scheduler;
import dev.jawa.component.runtime.Scheduler.Cancellable;
import dev.jawa.component.runtime.TaskCaller;
import dev.jawa.component.type.FuncType;
import dev.jawa.engine.CoreFunc;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A lifted function of a store in which calls may block and go on later: every call is a task with
/// a thread of its own. Spec: `CanonicalABI.md`, `canon lift`.
public final class ScheduledFunc implements FuncValue {

  private static final int CODE_MASK = 0xF;
  private static final int EXIT = 0;
  private static final int YIELD = 1;
  private static final int WAIT = 2;

  private final Signature signature;
  private final CoreFunc core;
  private final CanonicalOptions options;
  private final GuestTask.Kind kind;
  private final @Nullable CoreFunc callback;
  private final ReturnType returnType;
  private final LiftLowerContext hostContext;
  private final @Nullable InstanceState outermost;

  /// @param callback only for [GuestTask.Kind#CALLBACK]
  public ScheduledFunc(
      Signature signature,
      CoreFunc core,
      CanonicalOptions options,
      GuestTask.Kind kind,
      @Nullable CoreFunc callback) {
    this.signature = signature;
    this.core = core;
    this.options = options;
    this.kind = kind;
    this.callback = callback;
    this.returnType = ReturnType.of(signature.type(), options);
    this.hostContext = new LiftLowerContext(options, new Peer.Host());
    this.outermost = options.instance().outermostEntered(null);
  }

  @Override
  public FuncType type() {
    return signature.type();
  }

  CanonicalOptions options() {
    return options;
  }

  private Scheduler scheduler() {
    return options.instance().store().scheduler();
  }

  // Calls by the host

  /// A call by the host: lets all threads of the store run until there is a result.
  public @Nullable Object call(Object[] args) {
    InstanceState instance = options.instance();
    instance.enter(outermost);
    HostCaller caller = new HostCaller(args);
    GuestTask task = start(hostContext, caller);
    instance.leave(outermost);
    scheduler().finish(task);
    instance.store().delivered();
    return HostEvents.valueOf(caller.result);
  }

  /// Begins a call by the host, which goes on while the store is driven; to be called by who drives
  /// it. A future that the host cancels asks the guest to end the call.
  public CompletableFuture<@Nullable Object> start(Object[] args) {
    InstanceState instance = options.instance();
    instance.enter(outermost);
    HostCaller caller = new HostCaller(args);
    GuestTask task = start(hostContext, caller);
    instance.leave(outermost);
    caller.result.whenComplete((_, _) -> {
      if (caller.result.isCancelled()) {
        scheduler().events().post(() -> task.requestCancellation(null));
      }
    });
    return caller.result;
  }

  /// A call by the component that is being instantiated, as its `start` definition demands.
  public @Nullable Object callEntered(Object[] args) {
    HostCaller caller = new HostCaller(args);
    scheduler().finish(start(hostContext, caller));
    return HostEvents.valueOf(caller.result);
  }

  private final class HostCaller implements TaskCaller {
    private final Object[] args;
    private final CompletableFuture<@Nullable Object> result =
        scheduler().events().promise(new CompletableFuture<@Nullable Object>());

    HostCaller(Object[] args) {
      this.args = args;
    }

    @Override
    public @Nullable StringEncoding encoding() {
      return null;
    }

    @Override
    public Object[] start() {
      return args;
    }

    @Override
    public void returned(@Nullable Object value) {
      options.instance().store().delivered();
      scheduler().events().kept(result);
      result.complete(value);
    }

    @Override
    public void cancelled() {
      scheduler().events().kept(result);
      result.cancel(false);
    }
  }

  // Tasks

  /// Starts a task in an instance that has been entered, and runs it until it blocks or ends.
  GuestTask start(LiftLowerContext shared, TaskCaller caller) {
    GuestTask task = new GuestTask(options.instance(), kind, this::isReturnedBy, caller);
    LiftLowerContext cx = shared.in(task);
    scheduler().resume(new GuestThread(task, thread -> run(thread, cx)), false);
    if (kind == GuestTask.Kind.SYNC_TYPE) {
      scheduler().finishSynchronously(task);
    }
    return task;
  }

  private boolean isReturnedBy(Object builtin) {
    return builtin instanceof ReturnType returning && returning.fits(returnType);
  }

  private void run(GuestThread thread, LiftLowerContext cx) {
    GuestTask task = thread.task();
    if (!task.enterImplicitThread(thread)) {
      return;
    }
    long[] results = core.call(signature.lowerParams(cx, task.start()));
    switch (kind) {
      case SYNC_TYPE, SYNC_LIFT -> answer(task, cx, results);
      case STACKFUL -> {}
      case CALLBACK -> runCallbacks(thread, (int) results[0]);
    }
    task.exitImplicitThread(thread);
  }

  private void answer(GuestTask task, LiftLowerContext cx, long[] results) {
    task.resolve(signature.liftResult(cx, results));
    CoreFunc postReturn = options.postReturn();
    if (postReturn != null) {
      options.instance().setMayLeave(false);
      postReturn.call(results);
      options.instance().setMayLeave(true);
    }
  }

  private void runCallbacks(GuestThread thread, int first) {
    if (callback == null) {
      throw new IllegalStateException("a function without callback waits for one");
    }
    Admission admission = options.instance().admission();
    int packed = first;
    while ((packed & CODE_MASK) != EXIT) {
      Event event = await(packed, admission);
      admission.take(thread);
      packed = (int) callback.call(event.code().ordinal(), event.index(), event.payload())[0];
    }
  }

  private Event await(int packed, Admission admission) {
    return switch (packed & CODE_MASK) {
      case YIELD -> {
        admission.release();
        yield admission.yieldUntilFree() ? Event.TASK_CANCELLED : Event.NONE;
      }
      case WAIT -> {
        var set = options.instance().asyncHandles().waitableSet(packed >>> 4);
        admission.release();
        yield set.waitForEventAndFree(scheduler(), admission, Cancellable.YES);
      }
      default -> throw AbiTraps.trap("unsupported callback code: " + (packed & CODE_MASK));
    };
  }
}
