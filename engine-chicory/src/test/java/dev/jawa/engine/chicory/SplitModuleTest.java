package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreGlobal;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.WasmFrame;
import dev.jawa.testkit.EngineUnderTest;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What a module does does not depend on how it is cut.
class SplitModuleTest {

  private static final SplitSizes WHOLE = new SplitSizes(Integer.MAX_VALUE, 1, 1, 0);
  private static final int PROGRAMS = 150;

  static final List<SplitSizes> CUTS =
      List.of(
          SplitEngineTest.SMALLEST, new SplitSizes(0, 30, 3, 100), new SplitSizes(0, 80, 10, 3));

  static byte[] split(byte[] wasm, SplitSizes sizes) {
    return SplitModule.split(wasm, ModuleDecoder.decode(wasm).wasm(), sizes, _ -> true).wasm();
  }

  private record Outcome(String result, int memory, long fuel) {}

  private static Outcome run(byte[] wasm, SplitSizes sizes, long... args) {
    ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT, sizes);
    try (CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(engine.compile(wasm), List.of());
      String result;
      try {
        result = Arrays.toString(EngineUnderTest.func(instance, "f").call(args));
      } catch (Trap e) {
        result = e.kind().name();
      }
      CoreMemory memory = EngineUnderTest.memory(instance, "memory");
      byte[] content = new byte[(int) memory.byteSize()];
      memory.read(0, content, 0, content.length);
      CoreGlobal fuel = (CoreGlobal) EngineUnderTest.export(instance, "fuel");
      return new Outcome(result, Arrays.hashCode(content), fuel.get());
    }
  }

  @ParameterizedTest
  @FieldSource("CUTS")
  void doesTheSameAsAWhole(SplitSizes sizes) {
    int cut = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      byte[] wasm = RandomProgram.of(new SplittableRandom(seed));
      cut += split(wasm, sizes) == wasm ? 0 : 1;

      assertThat(run(wasm, sizes, seed, -seed))
          .as("program %d", seed)
          .isEqualTo(run(wasm, WHOLE, seed, -seed));
    }
    assertThat(cut).isGreaterThan(PROGRAMS / 3);
  }

  private static WasmBuilder adding(int times) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(1, 1);
    int function =
        wasm.func(
            wasm.type(List.of(I32), List.of(I32)),
            List.of(I32),
            c -> {
              for (int i = 0; i < times; i++) {
                add(c);
              }
              c.localGet(1);
            });
    return wasm.exportFunc("f", function).names("m", Map.of(function, "adding"));
  }

  private static void add(WasmCode c) {
    c.localGet(1).localGet(0).i32Load(4).op(0x6A).localSet(1);
  }

  @Test
  void namesTheFunctionThatItsAuthorWroteWhenAPieceTraps() {
    byte[] wasm = adding(20).build();
    ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT, SplitEngineTest.SMALLEST);
    try (CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreFunc f = EngineUnderTest.func(store.instantiate(engine.compile(wasm), List.of()), "f");

      Trap trap = catchThrowableOfType(Trap.class, () -> f.call(-1));

      assertThat(trap.kind()).isEqualTo(Trap.Kind.MEMORY_OUT_OF_BOUNDS);
      assertThat(trap.frames()).extracting(WasmFrame::functionName).containsExactly("adding");
    }
  }

  @Test
  void leavesAModuleAloneThatHasNoLargeFunction() {
    byte[] wasm = adding(20).build();

    assertThat(split(wasm, SplitSizes.DEFAULT)).isSameAs(wasm);
  }

  /// One that nests this deep, with enough in its middle to be cut.
  private static byte[] nesting(int depth) {
    WasmBuilder wasm = new WasmBuilder();
    int function =
        wasm.func(
            wasm.type(List.of(), List.of(I32)),
            List.of(I32),
            c -> {
              for (int i = 0; i < depth; i++) {
                c.block(0x40);
              }
              for (int i = 0; i < 1000; i++) {
                c.localGet(0).i32Const(3).op(0x6A).localSet(0);
              }
              for (int i = 0; i < depth; i++) {
                c.end();
              }
              c.localGet(0);
            });
    return wasm.exportFunc("f", function).build();
  }

  @Test
  void leavesAFunctionWholeThatNestsTooDeep() {
    byte[] deepest = nesting(SplitModule.MAX_DEPTH);
    byte[] deeper = nesting(SplitModule.MAX_DEPTH + 1);
    SplitSizes sizes = SplitSizes.DEFAULT;

    assertThat(split(deepest, sizes)).isNotSameAs(deepest);
    assertThat(split(deeper, sizes)).isSameAs(deeper);
  }

  @Test
  void leavesNoFunctionLargerThanWanted() {
    byte[] wasm = adding(20_000).build();

    byte[] split = split(wasm, SplitSizes.DEFAULT);

    assertThat(ModuleDecoder.decode(split).wasm().codeSection().functionBodies())
        .allSatisfy(body ->
            assertThat(body.instructions().size())
                .isLessThanOrEqualTo(SplitSizes.DEFAULT.threshold()));
  }

  /// As compilers write hash functions: the operands stay on the stack from beginning to end.
  @Test
  void partsAStatementThatIsTheWholeFunction() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(1, 1);
    int function =
        wasm.func(
            wasm.type(List.of(I32), List.of(I32)),
            List.of(I32, I64),
            c -> {
              c.localGet(0).i64Const(5).f64Bits(Double.doubleToLongBits(1.5)).localGet(0);
              for (int i = 0; i < 600; i++) {
                c.localGet(0).i32Const(i).op(0x6A).localTee(1).op(0x73);
                c.i32Const(3).op(0x77);
              }
              c.op(0xB7, 0xA0, 0xBD, 0x7C).localTee(2).op(0xA7).op(0x73);
            });
    byte[] module = wasm.exportFunc("f", function).exportMemory("memory", 0).build();

    byte[] split = split(module, SplitSizes.DEFAULT);

    assertThat(ModuleDecoder.decode(split).wasm().functionSection().functionCount())
        .isGreaterThan(3);
    for (int arg : new int[] {0, 1, -1, 0x12345678}) {
      assertThat(result(module, SplitSizes.DEFAULT, arg)).isEqualTo(result(module, WHOLE, arg));
    }
  }

  private static long result(byte[] wasm, SplitSizes sizes, int arg) {
    ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT, sizes);
    try (CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(engine.compile(wasm), List.of());
      return EngineUnderTest.func(instance, "f").call(Integer.toUnsignedLong(arg))[0];
    }
  }
}
