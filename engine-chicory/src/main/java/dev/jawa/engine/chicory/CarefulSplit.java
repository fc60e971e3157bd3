package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Compiles a module with its large functions cut, and leaves those whole whose pieces the compiler
/// refuses: that a function is cut must never be the reason for a module not to run.
///
/// @param <T> what the compiler makes
final class CarefulSplit<T> {

  private static final Logger LOG = System.getLogger(CarefulSplit.class.getName());

  private final byte[] wasm;
  private final WasmModule module;
  private final SplitSizes sizes;
  private final Function<byte[], T> compiler;

  private CarefulSplit(
      byte[] wasm, WasmModule module, SplitSizes sizes, Function<byte[], T> compiler) {
    this.wasm = wasm;
    this.module = module;
    this.sizes = sizes;
    this.compiler = compiler;
  }

  /// What the compiler makes of the module, and if it must be, of the module as it is.
  ///
  /// @param wasm a valid module
  /// @param module the same, decoded
  /// @param compiler is given the module with its functions cut; throws what it refuses a module
  ///   with
  static <T> T compile(
      byte[] wasm, WasmModule module, SplitSizes sizes, Function<byte[], T> compiler) {
    return new CarefulSplit<>(wasm, module, sizes, compiler).compile();
  }

  private T compile() {
    SplitModule.Split split = SplitModule.split(wasm, module, sizes, _ -> true);
    try {
      return compiler.apply(split.wasm());
    } catch (RuntimeException e) {
      if (split.cut().isEmpty()) {
        throw e;
      }
      LOG.log(Level.DEBUG, "a module with its functions cut is refused", e);
      // If it is refused as it is, that is the reason to give.
      T whole = compiler.apply(wasm);
      Set<Integer> refused = new HashSet<>();
      findRefused(split.cut(), refused);
      return without(refused, whole);
    }
  }

  private T without(Set<Integer> refused, T whole) {
    LOG.log(Level.DEBUG, "functions {0} stay whole", refused);
    try {
      return compiler.apply(
          SplitModule.split(wasm, module, sizes, function -> !refused.contains(function)).wasm());
    } catch (RuntimeException e) {
      return whole;
    }
  }

  /// By halves, since there may be hundreds of them and one that is refused.
  private void findRefused(List<Integer> functions, Set<Integer> refused) {
    if (isAccepted(functions)) {
      return;
    }
    if (functions.size() == 1) {
      refused.addAll(functions);
      return;
    }
    int half = functions.size() / 2;
    findRefused(functions.subList(0, half), refused);
    findRefused(functions.subList(half, functions.size()), refused);
  }

  private boolean isAccepted(List<Integer> functions) {
    Set<Integer> cut = Set.copyOf(functions);
    SplitModule.Split split = SplitModule.split(wasm, module, sizes, cut::contains);
    int own = module.functionSection().functionCount();
    try {
      T _ =
          compiler.apply(
              WasmStripper.strip(
                  split.wasm(), function -> function >= own || cut.contains(function)));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
