package dev.jawa.component.instantiate;

import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.type.FuncType;
import org.jspecify.annotations.Nullable;

/// A lifted function of a component.
public final class ComponentFunc {

  private final FuncValue func;
  private final Object context;

  ComponentFunc(FuncValue func, Object context) {
    this.func = func;
    this.context = context;
  }

  public FuncType type() {
    return func.type();
  }

  /// Lowers the arguments, calls the guest, lifts the result and runs post-return.
  ///
  /// @param args values as `dev.jawa.component.value` describes them
  /// @throws dev.jawa.engine.Trap if the guest traps; the instance is not to be called again,
  ///   further calls trap
  /// @throws IllegalArgumentException if the arguments do not fit the type
  public @Nullable Object call(Object... args) {
    return FuncCalls.call(func, context, args);
  }
}
