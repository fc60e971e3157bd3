package dev.jawa.component.instantiate;

import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.canon.LiftedFunc;
import dev.jawa.component.canon.ScheduledFunc;
import dev.jawa.component.host.HostFunc;
import dev.jawa.component.runtime.StoreState;
import dev.jawa.engine.Trap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Calls of component functions from Java.
final class FuncCalls {

  private static final String UNCAUGHT =
      "thrown Wasm exception: uncaught exception propagated out of component";

  private FuncCalls() {}

  /// @param store that the function belongs to
  static @Nullable Object call(FuncValue func, StoreState store, Object[] args) {
    try {
      return switch (func) {
        case LiftedFunc lifted -> lifted.call(args);
        case ScheduledFunc lifted -> lifted.call(args);
        case FuncValue.OfHost host -> callHost(host, store, args);
      };
    } catch (Trap e) {
      throw inComponent(e);
    }
  }

  /// Begins a call that goes on while the store is driven.
  static CompletableFuture<@Nullable Object> start(
      FuncValue func, StoreState store, Object[] args) {
    return func instanceof ScheduledFunc lifted
        ? lifted.start(args)
        : CompletableFuture.completedFuture(call(func, store, args));
  }

  /// No exception of core WebAssembly leaves a component.
  private static Trap inComponent(Trap trap) {
    return trap.kind() == Trap.Kind.UNCAUGHT_EXCEPTION
        ? new Trap(trap.kind(), UNCAUGHT, trap.frames(), trap)
        : trap;
  }

  /// Like [#call], by a component that is being instantiated.
  static @Nullable Object callEntered(FuncValue func, StoreState store, Object[] args) {
    return switch (func) {
      case LiftedFunc lifted -> lifted.callEntered(args);
      case ScheduledFunc lifted -> lifted.callEntered(args);
      case FuncValue.OfHost host -> callHost(host, store, args);
    };
  }

  @SuppressWarnings(
      "unchecked") // a store's context has the type of the linker that took the function
  private static @Nullable Object callHost(FuncValue.OfHost host, StoreState store, Object[] args) {
    return ((HostFunc<Object>) host.body()).call(store.context(), args);
  }
}
