package dev.jawa.component.instantiate;

import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.runtime.StoreState;
import dev.jawa.component.type.FuncType;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A lifted function of a component.
public final class ComponentFunc {

  private final FuncValue func;
  private final StoreState store;

  ComponentFunc(FuncValue func, StoreState store) {
    this.func = func;
    this.store = store;
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
    return FuncCalls.call(func, store, args);
  }

  /// Begins a call; whoever drives the instance ([ComponentInstance#runUntil]) lets it go on. To be
  /// called by the thread that drives it, or inside [ComponentInstance#execute].
  ///
  /// The future completes when the guest returns its result, which need not be the end of what it
  /// does; cancelling it asks the guest to end the call without one. It fails if a guest of the
  /// instance traps, or the instance is closed.
  ///
  /// @throws dev.jawa.engine.Trap if the guest traps before it blocks
  public CompletableFuture<@Nullable Object> start(Object... args) {
    return FuncCalls.start(func, store, args);
  }
}
