package dev.jawa.component.instantiate;

import dev.jawa.component.type.FuncType;
import org.jspecify.annotations.Nullable;

/// A lifted function of a component.
public final class ComponentFunc {

  private final FuncType type;

  ComponentFunc(FuncType type) {
    this.type = type;
  }

  public FuncType type() {
    return type;
  }

  /// Lowers the arguments, calls the guest, lifts the result and runs post-return.
  ///
  /// @param args values as `dev.jawa.component.value` describes them
  /// @throws dev.jawa.engine.Trap if the guest traps; the instance is not to be called again
  public @Nullable Object call(Object... args) {
    throw new UnsupportedOperationException(type.toString() + args.length);
  }
}
