package dev.jawa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreGlobal;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreTable;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.Engine;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// What the parts of [EngineContract] share: an engine, and short words for what tests do with it.
public interface EngineUnderTest {

  /// The type of a function without parameters and results.
  CoreFuncType NOTHING = new CoreFuncType(List.of(), List.of());

  /// The engine; the same for all tests of a class.
  Engine engine();

  default CoreStore newStore() {
    return engine().newStore(StoreLimits.DEFAULT);
  }

  default CoreInstance instantiate(CoreStore store, WasmBuilder wasm, CoreExtern... imports) {
    return store.instantiate(engine().compile(wasm.build()), List.of(imports));
  }

  /// An instance of its own store with one function `f` of this type and body.
  default CoreFunc guest(CoreFuncType type, Consumer<WasmCode> body) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.exportFunc("f", wasm.func(wasm.type(type.params(), type.results()), body));
    return func(instantiate(newStore(), wasm), "f");
  }

  static CoreFuncType type(List<CoreValType> params, CoreValType... results) {
    return new CoreFuncType(params, List.of(results));
  }

  static CoreExtern export(CoreInstance instance, String name) {
    return Objects.requireNonNull(instance.export(name), () -> "no export " + name);
  }

  static CoreFunc func(CoreInstance instance, String name) {
    return (CoreFunc) export(instance, name);
  }

  static CoreMemory memory(CoreInstance instance, String name) {
    return (CoreMemory) export(instance, name);
  }

  static CoreTable table(CoreInstance instance, String name) {
    return (CoreTable) export(instance, name);
  }

  static CoreGlobal global(CoreInstance instance, String name) {
    return (CoreGlobal) export(instance, name);
  }

  /// The i32 result of a call.
  static int i32(CoreFunc func, long... args) {
    return (int) func.call(args)[0];
  }

  /// The trap that this ends with.
  static Trap trap(Trap.Kind kind, ThrowingCallable code) {
    Trap trap = catchThrowableOfType(Trap.class, code);
    assertThat(trap).as("a trap of kind %s", kind).isNotNull();
    assertThat(trap.kind()).isEqualTo(kind);
    return trap;
  }
}
