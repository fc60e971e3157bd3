package dev.jawa.component.canon;

import dev.jawa.component.runtime.InstanceState;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.HostFunction;
import java.util.List;

/// The built-ins of asynchronous components that mean something to synchronous calls, too. Spec:
/// `CanonicalABI.md`, `canon context.get` and following.
public final class ThreadBuiltins {

  private ThreadBuiltins() {}

  /// `canon context.get`.
  public static CoreFunc contextGet(InstanceState instance, CoreValType type, int slot) {
    return instance
        .store()
        .core()
        .hostFunc(
            new CoreFuncType(List.of(), List.of(type)),
            (_, _) -> new long[] {instance.threadContext(slot)});
  }

  /// `canon context.set`.
  public static CoreFunc contextSet(InstanceState instance, CoreValType type, int slot) {
    long mask = type == CoreValType.I32 ? 0xFFFF_FFFFL : -1;
    return instance
        .store()
        .core()
        .hostFunc(
            new CoreFuncType(List.of(type), List.of()),
            (_, args) -> {
              instance.setThreadContext(slot, args[0] & mask);
              return HostFunction.NONE;
            });
  }

  /// `canon backpressure.inc` for 1, `canon backpressure.dec` for -1.
  public static CoreFunc backpressure(InstanceState instance, int delta) {
    return instance
        .store()
        .core()
        .hostFunc(
            new CoreFuncType(List.of(), List.of()),
            (_, _) -> {
              instance.addBackpressure(delta);
              return HostFunction.NONE;
            });
  }
}
