package dev.jawa.testkit;

import static dev.jawa.engine.CoreValType.F32;
import static dev.jawa.engine.CoreValType.F64;
import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static dev.jawa.testkit.EngineUnderTest.func;
import static dev.jawa.testkit.EngineUnderTest.i32;
import static dev.jawa.testkit.EngineUnderTest.trap;
import static dev.jawa.testkit.EngineUnderTest.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What [CoreFunc#call] and [HostFunction#call] promise.
interface CallContract extends EngineUnderTest {

  /// Quiet and signalling, with payloads, of both signs.
  List<Integer> F32_NANS = List.of(0x7FC00000, 0xFFC00001, 0x7F800001, 0xFFA5A5A5, 0x7FBFFFFF);

  List<Long> F64_NANS =
      List.of(0x7FF8000000000000L, 0xFFF8000000000001L, 0x7FF0000000000001L, 0xFFF5A5A5A5A5A5A5L);

  /// A module whose `f` passes its parameters to an imported function of the same type and gives
  /// what that gives.
  private static WasmBuilder relay(CoreFuncType type) {
    WasmBuilder wasm = new WasmBuilder();
    int index = wasm.type(type.params(), type.results());
    int host = wasm.importFunc("host", "f", index);
    int relay =
        wasm.func(
            index,
            c -> {
              for (int i = 0; i < type.params().size(); i++) {
                c.localGet(i);
              }
              c.call(host);
            });
    return wasm.exportFunc("f", relay);
  }

  private CoreFunc relay(CoreFuncType type, HostFunction host) {
    CoreStore store = newStore();
    return func(instantiate(store, relay(type), store.hostFunc(type, host)), "f");
  }

  @Test
  default void passesFloatsBitByBit() {
    CoreFuncType type = type(List.of(F32, F64), F64, F32);
    CoreFunc swap = relay(type, (_, args) -> new long[] {args[1], args[0]});

    for (int f32 : F32_NANS) {
      for (long f64 : F64_NANS) {
        long[] results = swap.call(Integer.toUnsignedLong(f32), f64);
        assertThat(results[0]).isEqualTo(f64);
        assertThat((int) results[1]).isEqualTo(f32);
      }
    }
  }

  @Test
  default void keepsNansInMemoryAndGlobals() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(1, -1);
    int global = wasm.global(F32, true, c -> c.f32Bits(0));
    int type = wasm.type(List.of(F32), List.of(F32));
    // global = f32; memory = global; result = memory
    wasm.exportFunc(
        "f",
        wasm.func(
            type,
            c ->
                c.localGet(0)
                    .globalSet(global)
                    .i32Const(8)
                    .globalGet(global)
                    .access(0x38, 0)
                    .i32Const(8)
                    .access(0x2A, 0)));
    CoreFunc f = func(instantiate(newStore(), wasm), "f");

    for (int bits : F32_NANS) {
      assertThat((int) f.call(bits)[0]).isEqualTo(bits);
    }
  }

  @Test
  default void ignoresTheUpperBitsOfAnI32() {
    CoreFunc f =
        guest(type(List.of(I32), I32), c -> c.localGet(0).i32Const(1).op(WasmCode.I32_ADD));

    assertThat(i32(f, 0xDEADBEEF_00000001L)).isEqualTo(2);
    assertThat(i32(f, -1L)).isEqualTo(0);
  }

  @Test
  default void passesManyValuesBothWays() {
    CoreFuncType type = type(List.of(I32, I64, F32, F64), F64, F32, I64, I32);
    CoreFunc reverse = relay(type, (_, args) -> new long[] {args[3], args[2], args[1], args[0]});

    assertThat(reverse.type()).isEqualTo(type);
    long[] results = reverse.call(1, 2L << 40, 3, 4);
    assertThat(results).startsWith(4).hasSize(4);
    assertThat((int) results[1]).isEqualTo(3);
    assertThat(results[2]).isEqualTo(2L << 40);
    assertThat((int) results[3]).isEqualTo(1);
  }

  @Test
  default void givesNoResultsAsAnEmptyArray() {
    assertThat(guest(NOTHING, _ -> {}).call()).isEmpty();
  }

  @Test
  default void refusesAWrongNumberOfArguments() {
    CoreFunc f = guest(type(List.of(I32)), _ -> {});

    assertThatThrownBy(f::call).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> f.call(1, 2)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void refusesAWrongNumberOfResultsFromTheHost() {
    CoreFunc f = relay(type(List.of(), I32), (_, _) -> HostFunction.NONE);

    assertThatThrownBy(f::call).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void callsHostFunctionsDirectly() {
    CoreFunc f =
        newStore()
            .hostFunc(
                type(List.of(I32), I32),
                (caller, args) -> new long[] {caller.export("x") == null ? args[0] + 1 : 0});

    assertThat(f.call(41)).containsExactly(42);
  }

  @Test
  default void letsHostExceptionsThroughUnwrapped() {
    RuntimeException thrown = new UnsupportedOperationException("from the host");
    CoreFunc f =
        relay(
            NOTHING,
            (_, _) -> {
              throw thrown;
            });

    assertThatThrownBy(f::call).isSameAs(thrown);
  }

  @Test
  default void keepsTheKindAndMessageOfAHostsTrap() {
    CoreFunc f =
        relay(
            NOTHING,
            (_, _) -> {
              throw new Trap(Trap.Kind.CANONICAL_ABI, "cannot leave component instance");
            });

    assertThat(trap(Trap.Kind.CANONICAL_ABI, f::call))
        .hasMessage("cannot leave component instance");
  }

  @Test
  default void tellsHostFunctionsTheirCaller() {
    CoreStore store = newStore();
    List<Long> sizes = new ArrayList<>();
    CoreFunc host =
        store.hostFunc(
            NOTHING,
            (caller, _) -> {
              sizes.add(((CoreMemory) Objects.requireNonNull(caller.export("m"))).byteSize());
              assertThat(caller.export("other")).isNull();
              return HostFunction.NONE;
            });
    WasmBuilder small = relay(NOTHING);
    small.memory(1, -1);
    WasmBuilder large = relay(NOTHING);
    large.memory(3, -1);
    func(instantiate(store, small.exportMemory("m", 0), host), "f").call();
    func(instantiate(store, large.exportMemory("m", 0), host), "f").call();

    assertThat(sizes).containsExactly(65536L, 3 * 65536L);
  }

  @Test
  default void allowsNestedCalls() {
    // f(n) = n == 0 ? 0 : n + host(n - 1), and host calls f again
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32), List.of(I32));
    int host = wasm.importFunc("host", "again", type);
    int f =
        wasm.func(
            type,
            c ->
                c.localGet(0)
                    .ifElse(0x7F)
                    .localGet(0)
                    .localGet(0)
                    .i32Const(1)
                    .op(WasmCode.I32_SUB)
                    .call(host)
                    .op(WasmCode.I32_ADD)
                    .otherwise()
                    .i32Const(0)
                    .end());
    wasm.exportFunc("f", f);
    CoreStore store = newStore();
    CoreInstance[] self = new CoreInstance[1];
    CoreFunc again =
        store.hostFunc(type(List.of(I32), I32), (_, args) -> func(self[0], "f").call(args));
    self[0] = instantiate(store, wasm, again);

    assertThat(i32(func(self[0], "f"), 10)).isEqualTo(55);
  }

  @Test
  default void letsTwoThreadsTakeTurnsInOneInstance() throws Exception {
    // Each call parks in the host between its two halves; they do not end in the order in which
    // they began.
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32), List.of(I32));
    int host = wasm.importFunc("host", "park", type);
    wasm.exportFunc(
        "f",
        wasm.func(
            type,
            c ->
                c.localGet(0)
                    .localGet(0)
                    .call(host)
                    .i32Const(1000)
                    .op(WasmCode.I32_MUL)
                    .op(WasmCode.I32_ADD)));
    Map<Integer, CountDownLatch> parked =
        Map.of(1, new CountDownLatch(1), 2, new CountDownLatch(1));
    Map<Integer, CountDownLatch> resume =
        Map.of(1, new CountDownLatch(1), 2, new CountDownLatch(1));
    CoreStore store = newStore();
    CoreFunc park =
        store.hostFunc(
            type(List.of(I32), I32),
            (_, args) -> {
              int who = (int) args[0];
              Objects.requireNonNull(parked.get(who)).countDown();
              awaitLatch(Objects.requireNonNull(resume.get(who)));
              return new long[] {who};
            });
    CoreFunc f = func(instantiate(store, wasm, park), "f");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = CompletableFuture.supplyAsync(() -> i32(f, 1), threads);
      awaitLatch(Objects.requireNonNull(parked.get(1)));
      var two = CompletableFuture.supplyAsync(() -> i32(f, 2), threads);
      awaitLatch(Objects.requireNonNull(parked.get(2)));
      Objects.requireNonNull(resume.get(1)).countDown();
      assertThat(one.get(60, TimeUnit.SECONDS)).isEqualTo(1001);
      Objects.requireNonNull(resume.get(2)).countDown();
      assertThat(two.get(60, TimeUnit.SECONDS)).isEqualTo(2002);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The last thing in these functions is a block, and a branch leaves the function from before it,
  /// from within it, or from a table.
  @Test
  default void branchesOutOfFunctionsThatEndInABlock() {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32), List.of(I32));
    wasm.exportFunc(
        "within",
        wasm.func(
            type,
            c ->
                c.i32Const(7)
                    .block(WasmCode.EMPTY)
                    .i32Const(8)
                    .localGet(0)
                    .brIf(1)
                    .op(WasmCode.DROP)
                    .end()));
    wasm.exportFunc(
        "table",
        wasm.func(
            type,
            c ->
                c.i32Const(7)
                    .block(WasmCode.EMPTY)
                    .block(WasmCode.EMPTY)
                    .localGet(0)
                    .brTable(0, 0)
                    .end()
                    .i32Const(8)
                    .localGet(0)
                    .brTable(1, 1)
                    .end()));
    int nothing = wasm.type(List.of(I32), List.of());
    int global = wasm.global(I32, true, c -> c.i32Const(0));
    wasm.exportFunc(
        "before",
        wasm.func(
            nothing,
            c -> {
              c.block(WasmCode.EMPTY).localGet(0).brIf(1).end();
              c.block(WasmCode.EMPTY).i32Const(9).globalSet(global).end();
            }));
    wasm.exportFunc(
        "global", wasm.func(wasm.type(List.of(), List.of(I32)), c -> c.globalGet(global)));
    CoreInstance instance = instantiate(newStore(), wasm);

    assertThat(func(instance, "within").call(1)).containsExactly(8);
    assertThat(func(instance, "within").call(0)).containsExactly(7);
    assertThat(func(instance, "table").call(0)).containsExactly(8);
    func(instance, "before").call(1);
    assertThat(func(instance, "global").call()).containsExactly(0);
    func(instance, "before").call(0);
    assertThat(func(instance, "global").call()).containsExactly(9);
  }
}
