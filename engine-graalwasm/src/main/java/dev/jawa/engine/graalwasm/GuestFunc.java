package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreFuncType;
import org.graalvm.wasm.WasmArguments;
import org.graalvm.wasm.WasmFunctionInstance;

/// A function that an instance defines.
record GuestFunc(GraalStore store, CoreFuncType type, WasmFunctionInstance function)
    implements GraalFunc {

  @Override
  public long[] call(long... args) {
    int parameters = type.params().size();
    if (args.length != parameters) {
      throw new IllegalArgumentException(
          "the function takes %d arguments, %d were given".formatted(parameters, args.length));
    }
    StoreGuard guard = store.guard();
    Values values = store.values();
    boolean outermost = guard.enter();
    try {
      Object[] arguments = values.guestArguments(type.params(), args);
      WasmArguments.setModuleInstance(arguments, function.moduleInstance());
      return values.rawResults(type.results(), function.target().call(arguments));
    } catch (RuntimeException | StackOverflowError e) {
      throw store.translate(e);
    } finally {
      if (outermost) {
        guard.leave();
      }
    }
  }
}
