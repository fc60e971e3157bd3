package dev.jawa.component.canon;

import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Subtask;
import dev.jawa.engine.CoreFunc;

/// Calls that are under way. Spec: `CanonicalABI.md`, `canon subtask.cancel` and `canon
/// subtask.drop`.
public final class SubtaskBuiltins {

  private SubtaskBuiltins() {}

  /// `canon subtask.cancel`.
  public static CoreFunc cancel(InstanceState instance, CallMode mode) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.I32_TO_I32,
        args -> {
          BuiltinFunc.checkMayBlock(instance, mode);
          Subtask subtask = instance.asyncHandles().subtask((int) args[0]);
          return subtask.cancel(instance, mode, BuiltinFunc.BLOCKED);
        });
  }

  /// `canon subtask.drop`.
  public static CoreFunc drop(InstanceState instance) {
    return BuiltinFunc.action(
        instance,
        BuiltinFunc.I32_TO_NOTHING,
        args -> instance.asyncHandles().dropSubtask((int) args[0]));
  }
}
