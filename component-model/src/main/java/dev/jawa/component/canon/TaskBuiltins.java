package dev.jawa.component.canon;

import dev.jawa.component.runtime.GuestTask;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.HostFunction;

/// How a task ends. Spec: `CanonicalABI.md`, `canon task.return` and `canon task.cancel`.
public final class TaskBuiltins {

  private TaskBuiltins() {}

  /// `canon task.return`.
  ///
  /// @param signature whose only parameter is the result, if there is one
  public static CoreFunc taskReturn(Signature signature, CanonicalOptions options) {
    InstanceState instance = options.instance();
    LiftLowerContext shared = new LiftLowerContext(options, new Peer.Host());
    ReturnType returned = ReturnType.of(signature, options);
    return instance
        .store()
        .core()
        .hostFunc(
            signature.lowered(),
            (_, args) -> {
              instance.checkMayLeave();
              GuestTask task = currentTask(instance);
              task.checkReturn(returned);
              LiftLowerContext cx = shared.in(task).facing(task.callerEncoding());
              Object[] values = signature.liftParams(cx, args);
              task.resolve(values.length == 0 ? null : values[0]);
              return HostFunction.NONE;
            });
  }

  /// `canon task.cancel`.
  public static CoreFunc taskCancel(InstanceState instance) {
    return BuiltinFunc.action(
        instance, BuiltinFunc.NOTHING, _ -> currentTask(instance).cancelByGuest());
  }

  private static GuestTask currentTask(InstanceState instance) {
    return instance.store().scheduler().currentThread().task();
  }
}
