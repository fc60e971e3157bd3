package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One of many functions, chosen by its number: by a guest through a table, and by the host.
class IndirectCallsTest {

  /// From a few to more than a class has room for; above 1024 the compiler spreads them.
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 64, 200, 1024, 1025, 4100})
  void reachesEachFunctionAndNoOther(int count) {
    try (ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT);
        CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(engine.compile(module(count)), List.of());
      CoreFunc choose = func(instance, "choose");
      for (int i = 0; i < count; i++) {
        assertThat(choose.call(1L << 40, i)).as("function %d", i).containsExactly((1L << 40) + i);
      }
      assertThat(func(instance, "first").call(7, 0)).containsExactly(7);
      assertThat(func(instance, "last").call(7, 0)).containsExactly(7 + count - 1);
      assertTraps(choose, count, Trap.Kind.INDIRECT_CALL_TYPE);
      assertTraps(choose, count + 1, Trap.Kind.UNINITIALIZED_ELEMENT);
      assertTraps(choose, count + 2, Trap.Kind.UNDEFINED_ELEMENT);
    }
  }

  private static void assertTraps(CoreFunc choose, int element, Trap.Kind kind) {
    assertThatThrownBy(() -> choose.call(0, element))
        .isInstanceOfSatisfying(Trap.class, trap -> assertThat(trap.kind()).isEqualTo(kind));
  }

  /// `choose` calls what is in the table's element; behind the functions there is one of another
  /// type, and nothing. Between them are others, so that their numbers have gaps.
  private static byte[] module(int count) {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I64, I32), List.of(I64));
    int other = wasm.type(List.of(I32), List.of());
    List<Integer> functions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      functions.add(
          wasm.func(type, List.of(), c -> c.localGet(0).i64Const(number).op(WasmCode.I64_ADD)));
      if (i % 3 == 0) {
        wasm.func(other, List.of(), _ -> {});
      }
    }
    wasm.exportFunc("first", functions.getFirst()).exportFunc("last", functions.getLast());
    functions.add(wasm.func(other, List.of(), _ -> {}));
    int table = wasm.table(count + 2, count + 2);
    wasm.exportFunc(
        "choose",
        wasm.func(
            type, List.of(), c -> c.localGet(0).localGet(1).localGet(1).callIndirect(type, table)));
    return wasm.elements(table, 0, functions.stream().mapToInt(Integer::intValue).toArray())
        .build();
  }

  private static CoreFunc func(CoreInstance instance, String name) {
    return (CoreFunc) Objects.requireNonNull(instance.export(name));
  }
}
