package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.types.FunctionType;
import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.HostFunction;

/// A function of the host.
final class HostFunc implements ChicoryFunc {

  private static final CoreCaller NO_CALLER = _ -> null;

  private final ChicoryStore store;
  private final CoreFuncType type;
  private final FunctionType chicoryType;
  private final HostFunction function;
  private final int results;

  HostFunc(ChicoryStore store, CoreFuncType type, HostFunction function) {
    this.store = store;
    this.type = type;
    this.chicoryType = ChicoryTypes.funcType(type);
    this.function = function;
    this.results = type.results().size();
  }

  @Override
  public ChicoryStore store() {
    return store;
  }

  @Override
  public CoreFuncType type() {
    return type;
  }

  @Override
  public FunctionType chicoryType() {
    return chicoryType;
  }

  @Override
  public WasmFunctionHandle importedBy(ChicoryInstance importer) {
    return (instance, args) -> {
      importer.bind(instance);
      RunGuard guard = store.guard();
      guard.toHost();
      long[] given = checked(function.call(importer, args));
      guard.fromHost();
      return given;
    };
  }

  @Override
  public long[] call(long... args) {
    return checked(function.call(NO_CALLER, args));
  }

  private long[] checked(long[] given) {
    if (given.length != results) {
      throw new IllegalStateException(
          "a host function of type %s gave %d results".formatted(type, given.length));
    }
    return given;
  }
}
