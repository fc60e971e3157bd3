package dev.jawa.component.canon;

import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Task;
import dev.jawa.component.type.FuncType;
import dev.jawa.engine.CoreFunc;
import org.jspecify.annotations.Nullable;

/// A core function lifted into a component function of one instance. Spec: `CanonicalABI.md`,
/// `canon lift`.
public final class LiftedFunc implements FuncValue {

  private final Signature signature;
  private final CoreFunc core;
  private final CanonicalOptions options;
  private final LiftLowerContext hostContext;
  private final @Nullable InstanceState outermost;

  public LiftedFunc(Signature signature, CoreFunc core, CanonicalOptions options) {
    this.signature = signature;
    this.core = core;
    this.options = options;
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

  /// A call by the host.
  public @Nullable Object call(Object[] args) {
    InstanceState instance = options.instance();
    instance.enter(outermost);
    Object value = callEntered(args);
    instance.store().delivered();
    instance.leave(outermost);
    return value;
  }

  /// A call by the component that is being instantiated, as its `start` definition demands, or by
  /// the host after it has entered.
  public @Nullable Object callEntered(Object[] args) {
    Task task = newTask();
    LiftLowerContext cx = contextFor(hostContext, task);
    long[] results = start(cx, args);
    Object value = answer(cx, task, results);
    cleanUp(results);
    return value;
  }

  @Nullable Task newTask() {
    return signature.lends() ? new Task() : null;
  }

  static LiftLowerContext contextFor(LiftLowerContext shared, @Nullable Task task) {
    if (task != null) {
      return shared.in(task);
    }
    shared.resetBytes();
    return shared;
  }

  /// Lowers the arguments and runs the guest.
  long[] start(LiftLowerContext cx, Object[] args) {
    options.instance().startThread();
    return core.call(signature.lowerParams(cx, args));
  }

  /// Lifts what the guest answered.
  @Nullable Object answer(LiftLowerContext cx, @Nullable Task task, long[] results) {
    Object value = signature.liftResult(cx, results);
    if (task != null) {
      task.returned();
    }
    return value;
  }

  /// Lets the guest free what its results take, after they have been passed on.
  void cleanUp(long[] results) {
    CoreFunc postReturn = options.postReturn();
    if (postReturn != null) {
      options.instance().setMayLeave(false);
      postReturn.call(results);
      options.instance().setMayLeave(true);
    }
  }
}
