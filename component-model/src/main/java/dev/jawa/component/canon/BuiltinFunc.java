package dev.jawa.component.canon;

import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.HostFunction;
import java.util.List;

/// Makes core functions of built-ins. All of them trap while their instance may not be left.
final class BuiltinFunc {

  /// What a call that goes on answers.
  static final int BLOCKED = -1;

  private static final CoreValType I32 = CoreValType.I32;

  static final CoreFuncType NOTHING = new CoreFuncType(List.of(), List.of());
  static final CoreFuncType TO_I32 = new CoreFuncType(List.of(), List.of(I32));
  static final CoreFuncType TO_I64 = new CoreFuncType(List.of(), List.of(CoreValType.I64));
  static final CoreFuncType I32_TO_NOTHING = new CoreFuncType(List.of(I32), List.of());
  static final CoreFuncType I32_TO_I32 = new CoreFuncType(List.of(I32), List.of(I32));
  static final CoreFuncType TWO_TO_NOTHING = new CoreFuncType(List.of(I32, I32), List.of());
  static final CoreFuncType TWO_TO_I32 = new CoreFuncType(List.of(I32, I32), List.of(I32));
  static final CoreFuncType THREE_TO_I32 = new CoreFuncType(List.of(I32, I32, I32), List.of(I32));

  private BuiltinFunc() {}

  /// The work of a built-in without result.
  @FunctionalInterface
  interface Action {
    void run(long[] args);
  }

  /// The work of a built-in with a result.
  @FunctionalInterface
  interface Answer {
    long of(long[] args);
  }

  static CoreFunc action(InstanceState instance, CoreFuncType type, Action action) {
    return instance
        .store()
        .core()
        .hostFunc(
            type,
            (_, args) -> {
              instance.checkMayLeave();
              action.run(args);
              return HostFunction.NONE;
            });
  }

  static CoreFunc answer(InstanceState instance, CoreFuncType type, Answer answer) {
    return instance
        .store()
        .core()
        .hostFunc(
            type,
            (_, args) -> {
              instance.checkMayLeave();
              return new long[] {answer.of(args)};
            });
  }

  /// Traps if a synchronous built-in has nothing to wait for.
  static void checkMayBlock(InstanceState instance, CallMode mode) {
    if (mode == CallMode.SYNC) {
      instance.store().scheduler().checkMayBlock();
    }
  }

  /// An i32 argument as an address or length.
  static long unsigned(long arg) {
    return arg & 0xFFFF_FFFFL;
  }
}
