package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Functions that are too big for a Java method, and generated classes that are too big for one
/// class.
class FallbackInterpreterTest {

  private static final int TOO_MANY = 20_000;

  @TempDir Path folder;

  private final Engine engine = new ChicoryEngine(EngineOptions.DEFAULT);
  private final CoreStore store = engine.newStore(StoreLimits.DEFAULT);

  /// Instructions beyond 64 KiB of bytecode that leave the i32 on the stack as it is, plus
  /// `TOO_MANY`.
  private static Consumer<WasmCode> padding() {
    return c -> {
      for (int i = 0; i < TOO_MANY; i++) {
        c.i32Const(1).op(WasmCode.I32_ADD);
      }
    };
  }

  private static CoreFunc func(CoreInstance instance, String name) {
    return (CoreFunc) Objects.requireNonNull(instance.export(name));
  }

  /// `big(n)` = host(n) + TOO_MANY + small(n), and `small(n)` = n * 2 in another function.
  private static WasmBuilder big() {
    WasmBuilder wasm = new WasmBuilder();
    int unary = wasm.type(List.of(I32), List.of(I32));
    int host = wasm.importFunc("h", "f", unary);
    int small = wasm.func(unary, c -> c.localGet(0).i32Const(2).op(WasmCode.I32_MUL));
    int big =
        wasm.func(
            unary,
            c -> {
              c.localGet(0).call(host);
              padding().accept(c);
              c.localGet(0).call(small).op(WasmCode.I32_ADD);
            });
    int through = wasm.func(unary, c -> c.localGet(0).call(big));
    return wasm.exportFunc("big", big).exportFunc("through", through);
  }

  @Test
  void interpretsWhatIsTooBig() {
    CoreFunc host =
        store.hostFunc(
            new CoreFuncType(List.of(I32), List.of(I32)), (_, args) -> new long[] {args[0] + 1});
    CoreInstance instance = store.instantiate(engine.compile(big().build()), List.of(host));

    assertThat((int) func(instance, "big").call(5)[0]).isEqualTo(6 + TOO_MANY + 10);
    assertThat((int) func(instance, "through").call(5)[0]).isEqualTo(6 + TOO_MANY + 10);
  }

  @Test
  void interpretsWhatIsTooBigForItsJumpTable() {
    WasmBuilder wasm = big();
    int unary = wasm.type(List.of(I32), List.of(I32));
    int[] labels = new int[TOO_MANY];
    labels[7] = 1;
    // 7 jumps out of both blocks, all else out of the inner one
    int jump =
        wasm.func(
            unary,
            c ->
                c.block(WasmCode.EMPTY)
                    .block(WasmCode.EMPTY)
                    .localGet(0)
                    .brTable(labels)
                    .end()
                    .i32Const(1)
                    .op(WasmCode.RETURN)
                    .end()
                    .i32Const(2));
    byte[] module = wasm.exportFunc("jump", jump).build();
    CoreFunc host = store.hostFunc(new CoreFuncType(List.of(I32), List.of(I32)), (_, args) -> args);
    CoreInstance instance = store.instantiate(engine.compile(module), List.of(host));

    assertThat(func(instance, "jump").call(6)).containsExactly(1);
    assertThat(func(instance, "jump").call(7)).containsExactly(2);
    assertThat((int) func(instance, "through").call(5)[0]).isEqualTo(5 + TOO_MANY + 10);
  }

  @Test
  void interpretsWhatIsTooBigFromTheCache() {
    for (int i = 0; i < 2; i++) {
      Engine cached = new ChicoryEngine(new EngineOptions(folder, false));
      CoreStore own = cached.newStore(StoreLimits.DEFAULT);
      CoreFunc host =
          own.hostFunc(
              new CoreFuncType(List.of(I32), List.of(I32)), (_, args) -> new long[] {args[0]});
      CoreInstance instance = own.instantiate(cached.compile(big().build()), List.of(host));

      assertThat((int) func(instance, "through").call(5)[0]).isEqualTo(5 + TOO_MANY + 10);
    }
  }

  @Test
  void allowsTheHostToCallBackIntoWhatIsInterpreted() {
    CoreInstance[] self = new CoreInstance[1];
    CoreFunc host =
        store.hostFunc(
            new CoreFuncType(List.of(I32), List.of(I32)),
            (_, args) ->
                (int) args[0] == 0 ? new long[] {0} : func(self[0], "big").call((int) args[0] - 1));
    self[0] = store.instantiate(engine.compile(big().build()), List.of(host));

    // big(n) = big(n - 1) + TOO_MANY + 2n
    assertThat((int) func(self[0], "big").call(3)[0]).isEqualTo(4 * TOO_MANY + 12);
  }

  @Test
  void comparesTypesOfIndirectCallsByStructureAcrossInstances() {
    WasmBuilder callee = new WasmBuilder();
    callee.type(List.of(I64), List.of());
    int unary = callee.type(List.of(I32), List.of(I32));
    int f = callee.func(unary, c -> c.localGet(0).i32Const(1).op(WasmCode.I32_ADD));
    callee.table(1, -1);
    callee.elements(0, 0, f).exportTable("t", 0);
    CoreExtern table =
        Objects.requireNonNull(
            store.instantiate(engine.compile(callee.build()), List.of()).export("t"));
    WasmBuilder caller = new WasmBuilder();
    int right = caller.type(List.of(I32), List.of(I32));
    int wrong = caller.type(List.of(I32, I32), List.of(I32));
    caller.importTable("p", "t", 1, -1);
    caller.exportFunc(
        "right",
        caller.func(
            right, c -> padding().accept(c.localGet(0).i32Const(0).callIndirect(right, 0))));
    caller.exportFunc(
        "wrong",
        caller.func(
            wrong,
            c -> padding().accept(c.localGet(0).localGet(1).i32Const(0).callIndirect(wrong, 0))));
    CoreInstance user = store.instantiate(engine.compile(caller.build()), List.of(table));

    assertThat((int) func(user, "right").call(1)[0]).isEqualTo(2 + TOO_MANY);
    assertThatThrownBy(() -> func(user, "wrong").call(1, 2))
        .isInstanceOfSatisfying(
            Trap.class, e -> assertThat(e.kind()).isEqualTo(Trap.Kind.INDIRECT_CALL_TYPE));
  }

  @Test
  void callsIndirectlyWhereAThousandFunctionsShareAType() {
    WasmBuilder wasm = new WasmBuilder();
    int mixed = wasm.type(List.of(I32, I64, I32), List.of(I32));
    int functions = 1500;
    wasm.table(functions, -1);
    int[] indices = new int[functions];
    for (int i = 0; i < functions; i++) {
      int number = i;
      indices[i] =
          wasm.func(
              mixed,
              c ->
                  c.localGet(0)
                      .localGet(2)
                      .op(WasmCode.I32_SUB)
                      .i32Const(number)
                      .op(WasmCode.I32_ADD));
    }
    wasm.elements(0, 0, indices);
    int caller = wasm.type(List.of(I32), List.of(I32));
    wasm.exportFunc(
        "call",
        wasm.func(
            caller, c -> c.i32Const(9).i64Const(7).i32Const(4).localGet(0).callIndirect(mixed, 0)));
    CoreInstance instance = store.instantiate(engine.compile(wasm.build()), List.of());

    for (int i : List.of(0, 1, 1023, 1024, 1499)) {
      assertThat((int) func(instance, "call").call(i)[0]).isEqualTo(5 + i);
    }
  }
}
