package dev.jawa.component.canon;

import dev.jawa.component.runtime.InstanceState;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.HostFunction;
import java.util.List;

/// The canonical built-ins for resources, as core functions of an instance. Spec:
/// `CanonicalABI.md`, `canon resource.new` and following.
public final class ResourceBuiltins {

  private static final CoreFuncType I32_TO_I32 =
      new CoreFuncType(List.of(CoreValType.I32), List.of(CoreValType.I32));
  private static final CoreFuncType I32_TO_NOTHING =
      new CoreFuncType(List.of(CoreValType.I32), List.of());

  private ResourceBuiltins() {}

  /// `canon resource.new`.
  public static CoreFunc resourceNew(InstanceState instance, int slot) {
    return instance
        .store()
        .core()
        .hostFunc(
            I32_TO_I32, (_, args) -> new long[] {instance.handles().create(slot, (int) args[0])});
  }

  /// `canon resource.rep`.
  public static CoreFunc resourceRep(InstanceState instance, int slot) {
    return instance
        .store()
        .core()
        .hostFunc(
            I32_TO_I32,
            (_, args) ->
                new long[] {instance.handles().representation(slot, (int) args[0]) & 0xFFFF_FFFFL});
  }

  /// `canon resource.drop`.
  public static CoreFunc resourceDrop(InstanceState instance, int slot) {
    return instance
        .store()
        .core()
        .hostFunc(
            I32_TO_NOTHING,
            (_, args) -> {
              instance.handles().drop(slot, (int) args[0]);
              return HostFunction.NONE;
            });
  }
}
