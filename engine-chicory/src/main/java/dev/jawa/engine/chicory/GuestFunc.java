package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.types.FunctionType;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.HostFunction;
import org.jspecify.annotations.Nullable;

/// A function that an instance defines.
final class GuestFunc implements ChicoryFunc {

  private final ChicoryStore store;
  private final Machine machine;
  private final int index;
  private final FunctionType chicoryType;
  private final CoreFuncType type;
  private final int parameters;

  GuestFunc(ChicoryStore store, Machine machine, int index, FunctionType type) {
    this.store = store;
    this.machine = machine;
    this.index = index;
    this.chicoryType = type;
    this.type = ChicoryTypes.funcType(type);
    this.parameters = type.params().size();
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

  /// Straight into the other instance's code; traps are translated at the edge of the outermost
  /// call.
  @Override
  public WasmFunctionHandle importedBy(ChicoryInstance importer) {
    return (_, args) -> machine.call(index, args);
  }

  @Override
  public long[] call(long... args) {
    if (args.length != parameters) {
      throw new IllegalArgumentException(
          "the function takes %d arguments, %d were given".formatted(parameters, args.length));
    }
    RunGuard guard = store.guard();
    boolean outermost = guard.enter();
    try {
      long @Nullable [] results = machine.call(index, args);
      return results == null ? HostFunction.NONE : results;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw store.translate(e);
    } finally {
      if (outermost) {
        guard.leave();
      } else {
        guard.backInHost();
      }
    }
  }
}
