package dev.jawa.testkit;

import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static dev.jawa.testkit.EngineUnderTest.func;
import static dev.jawa.testkit.EngineUnderTest.trap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Feature;
import dev.jawa.engine.Trap.Kind;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What a guest can do wrong, and the trap it ends with.
interface TrapContract extends EngineUnderTest {

  /// A body that traps in a module with a memory of one page, a table of two elements (the second a
  /// function of type `[] -> []`) and a passive data segment of four bytes.
  record Case(String name, Kind kind, Consumer<WasmCode> body) {}

  int INT_MIN = Integer.MIN_VALUE;

  private static Stream<Case> cases() {
    return Stream.of(accesses(), ranges(), tables(), calls(), numbers()).flatMap(cases -> cases);
  }

  private static Stream<Case> accesses() {
    return Stream.of(
        load("i32.load at the end", c -> c.i32Const(65533).i32Load(0)),
        load("i32.load beyond 2^31", c -> c.i32Const(-1).i32Load(0)),
        load("i32.load with a large offset", c -> c.i32Const(1).i32Load(65535)),
        load("i32.load with the largest offset", c -> c.i32Const(4).i32Load(-1)),
        load("i32.load where the sum overflows", c -> c.i32Const(0x7FFFFFFF).i32Load(0x7FFFFFFF)),
        load("i32.load8_u", c -> c.i32Const(65536).i32Load8u(0)),
        load("i32.load16_u", c -> c.i32Const(65535).access(0x2F, 0)),
        load("i64.load", c -> c.i32Const(65529).access(0x29, 0)),
        load("f32.load", c -> c.i32Const(65533).access(0x2A, 0)),
        load("f64.load", c -> c.i32Const(65529).access(0x2B, 0)),
        store("i32.store", c -> c.i32Const(65533).i32Const(0).i32Store(0)),
        store("i64.store", c -> c.i32Const(65529).i64Const(0).access(0x37, 0)),
        store("f32.store", c -> c.i32Const(65533).f32Bits(0).access(0x38, 0)),
        store("f64.store", c -> c.i32Const(65529).f64Bits(0).access(0x39, 0)),
        store("i32.store8", c -> c.i32Const(65536).i32Const(0).access(0x3A, 0)),
        store("i32.store16", c -> c.i32Const(65535).i32Const(0).access(0x3B, 0)));
  }

  private static Stream<Case> ranges() {
    return Stream.of(
        store("memory.fill", c -> c.i32Const(65535).i32Const(1).i32Const(2).prefixed(0xFC, 11, 0)),
        store(
            "memory.fill of a negative length",
            c -> c.i32Const(16).i32Const(1).i32Const(-1).prefixed(0xFC, 11, 0)),
        store(
            "memory.copy from",
            c -> c.i32Const(0).i32Const(65535).i32Const(2).prefixed(0xFC, 10, 0, 0)),
        store(
            "memory.copy to",
            c -> c.i32Const(65535).i32Const(0).i32Const(2).prefixed(0xFC, 10, 0, 0)),
        store(
            "memory.init beyond the segment",
            c -> c.i32Const(0).i32Const(3).i32Const(2).prefixed(0xFC, 8, 0, 0)),
        store(
            "memory.init beyond the memory",
            c -> c.i32Const(65534).i32Const(0).i32Const(4).prefixed(0xFC, 8, 0, 0)),
        store(
            "memory.init of a dropped segment",
            c ->
                c.prefixed(0xFC, 9, 0)
                    .i32Const(0)
                    .i32Const(0)
                    .i32Const(1)
                    .prefixed(0xFC, 8, 0, 0)));
  }

  private static Stream<Case> tables() {
    return Stream.of(
        table("table.get", c -> c.i32Const(2).tableGet(0).op(WasmCode.DROP)),
        table("table.set", c -> c.i32Const(2).refNullFunc().tableSet(0)),
        table("table.fill", c -> c.i32Const(1).refNullFunc().i32Const(2).prefixed(0xFC, 17, 0)),
        table(
            "table.fill where the end overflows",
            c -> c.i32Const(0x7FFFFFFF).refNullFunc().i32Const(1).prefixed(0xFC, 17, 0)),
        table("table.copy", c -> c.i32Const(1).i32Const(0).i32Const(2).prefixed(0xFC, 14, 0, 0)),
        table(
            "table.init beyond the segment",
            c -> c.i32Const(0).i32Const(1).i32Const(1).prefixed(0xFC, 12, 1, 0)),
        table(
            "table.init where the end overflows",
            c -> c.i32Const(0x7FFFFFFF).i32Const(0).i32Const(1).prefixed(0xFC, 12, 1, 0)),
        table(
            "table.init from where the end overflows",
            c -> c.i32Const(0).i32Const(0x7FFFFFFF).i32Const(1).prefixed(0xFC, 12, 1, 0)),
        table(
            "table.init of a dropped segment",
            c ->
                c.prefixed(0xFC, 13, 1)
                    .i32Const(0)
                    .i32Const(0)
                    .i32Const(1)
                    .prefixed(0xFC, 12, 1, 0)),
        table(
            "table.init of an active segment",
            c -> c.i32Const(0).i32Const(0).i32Const(1).prefixed(0xFC, 12, 0, 0)));
  }

  private static Stream<Case> calls() {
    return Stream.of(
        new Case("unreachable", Kind.UNREACHABLE, c -> c.op(WasmCode.UNREACHABLE)),
        new Case(
            "undefined element", Kind.UNDEFINED_ELEMENT, c -> c.i32Const(2).callIndirect(0, 0)),
        new Case("element -1", Kind.UNDEFINED_ELEMENT, c -> c.i32Const(-1).callIndirect(0, 0)),
        new Case(
            "uninitialized element",
            Kind.UNINITIALIZED_ELEMENT,
            c -> c.i32Const(0).callIndirect(0, 0)),
        new Case(
            "another type",
            Kind.INDIRECT_CALL_TYPE,
            c -> c.i32Const(5).i32Const(1).callIndirect(1, 0)));
  }

  private static Stream<Case> numbers() {
    return Stream.of(
        number(
            "i32.div_s",
            Kind.DIVIDE_BY_ZERO,
            c -> c.i32Const(1).i32Const(0).op(WasmCode.I32_DIV_S)),
        number(
            "i32.div_u",
            Kind.DIVIDE_BY_ZERO,
            c -> c.i32Const(1).i32Const(0).op(WasmCode.I32_DIV_U)),
        number(
            "i32.rem_s",
            Kind.DIVIDE_BY_ZERO,
            c -> c.i32Const(1).i32Const(0).op(WasmCode.I32_REM_S)),
        number(
            "i64.div_s",
            Kind.DIVIDE_BY_ZERO,
            c -> c.i64Const(1).i64Const(0).op(WasmCode.I64_DIV_S)),
        number(
            "i32.div_s overflow",
            Kind.INTEGER_OVERFLOW,
            c -> c.i32Const(INT_MIN).i32Const(-1).op(WasmCode.I32_DIV_S)),
        number(
            "i32.trunc_f64_s overflow",
            Kind.INTEGER_OVERFLOW,
            c -> c.f64Bits(Double.doubleToRawLongBits(1e10)).op(WasmCode.I32_TRUNC_F64_S)),
        number(
            "i32.trunc_f32_s of a NaN",
            Kind.INVALID_CONVERSION,
            c -> c.f32Bits(0x7FC00000).op(WasmCode.I32_TRUNC_F32_S)));
  }

  private static Case load(String name, Consumer<WasmCode> body) {
    return new Case(name, Kind.MEMORY_OUT_OF_BOUNDS, body.andThen(c -> c.op(WasmCode.DROP)));
  }

  private static Case store(String name, Consumer<WasmCode> body) {
    return new Case(name, Kind.MEMORY_OUT_OF_BOUNDS, body);
  }

  private static Case table(String name, Consumer<WasmCode> body) {
    return new Case(name, Kind.TABLE_OUT_OF_BOUNDS, body);
  }

  private static Case number(String name, Kind kind, Consumer<WasmCode> body) {
    return new Case(name, kind, body.andThen(c -> c.op(WasmCode.DROP)));
  }

  @TestFactory
  default Stream<DynamicTest> trapsWithTheRightKind() {
    return cases()
        .map(test ->
            DynamicTest.dynamicTest(
                test.name(),
                () -> {
                  WasmBuilder wasm = new WasmBuilder();
                  int nothing = wasm.type(List.of(), List.of());
                  wasm.type(List.of(I32), List.of());
                  wasm.memory(1, -1);
                  wasm.table(2, -1);
                  wasm.passiveData(new byte[] {1, 2, 3, 4});
                  int f = wasm.func(nothing, test.body());
                  wasm.elements(0, 1, f).passiveElements(f).exportFunc("f", f);
                  var call = func(instantiate(newStore(), wasm), "f");
                  assertThat(trap(test.kind(), call::call))
                      .hasMessageStartingWith(test.kind().message());
                }));
  }

  @Test
  default void trapsOnAnExceptionThatNoOneCatches() {
    Assumptions.assumeTrue(engine().features().contains(Feature.EXCEPTION_HANDLING));
    WasmBuilder wasm = new WasmBuilder();
    int payload = wasm.type(List.of(I64), List.of());
    int tag = wasm.tag(payload);
    int nothing = wasm.type(List.of(), List.of());
    wasm.exportFunc("f", wasm.func(nothing, c -> c.i64Const(5).throwTag(tag)));

    trap(Kind.UNCAUGHT_EXCEPTION, func(instantiate(newStore(), wasm), "f")::call);
  }

  @Test
  default void trapsOnWrongUseOfAtomics() {
    Assumptions.assumeTrue(engine().features().contains(Feature.THREADS));
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(1, -1);
    int nothing = wasm.type(List.of(), List.of());
    wasm.exportFunc(
        "unaligned",
        wasm.func(nothing, c -> c.i32Const(1).prefixed(0xFE, 0x10, 2, 0).op(WasmCode.DROP)));
    wasm.exportFunc(
        "wait",
        wasm.func(
            nothing,
            c ->
                c.i32Const(0)
                    .i32Const(0)
                    .i64Const(1)
                    .prefixed(0xFE, 0x01, 2, 0)
                    .op(WasmCode.DROP)));
    var instance = instantiate(newStore(), wasm);

    trap(Kind.UNALIGNED_ATOMIC, func(instance, "unaligned")::call);
    trap(Kind.EXPECTED_SHARED_MEMORY, func(instance, "wait")::call);
  }

  @Test
  default void trapsWhenTheStackIsExhausted() {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32), List.of(I32));
    // f(n) = f(n + 1) + 1
    wasm.exportFunc(
        "f",
        wasm.func(
            type,
            c ->
                c.localGet(0)
                    .i32Const(1)
                    .op(WasmCode.I32_ADD)
                    .call(0)
                    .i32Const(1)
                    .op(WasmCode.I32_ADD)));
    var f = func(instantiate(newStore(), wasm), "f");

    trap(Kind.STACK_OVERFLOW, () -> f.call(0));
  }

  @Test
  default void namesTheFunctionsOnTheStackOrNone() {
    WasmBuilder wasm = new WasmBuilder();
    int nothing = wasm.type(List.of(), List.of());
    int inner = wasm.func(nothing, c -> c.op(WasmCode.UNREACHABLE));
    int unnamed = wasm.func(nothing, c -> c.call(inner));
    int outer = wasm.func(nothing, c -> c.call(unnamed));
    wasm.exportFunc("f", outer).names("shop", Map.of(inner, "sell", outer, "open"));
    var f = func(instantiate(newStore(), wasm), "f");

    assertThat(trap(Kind.UNREACHABLE, f::call).frames())
        .extracting(Object::toString)
        .satisfiesAnyOf(
            frames ->
                assertThat(frames)
                    .isEqualTo(List.of("shop!sell", "shop!<wasm function 1>", "shop!open")),
            frames -> assertThat(frames).isEmpty());
  }
}
