package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.I32;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Unsigned comparisons before a branch with a constant on either side; [ShortcutsTest] has those
/// of variables.
class UnsignedTest {

  enum Relation {
    LT(0x49),
    GT(0x4B),
    LE(0x4D),
    GE(0x4F);

    private final int opcode;

    Relation(int opcode) {
      this.opcode = opcode;
    }

    private boolean holds(int a, int b) {
      int compared = Integer.compareUnsigned(a, b);
      return switch (this) {
        case LT -> compared < 0;
        case GT -> compared > 0;
        case LE -> compared <= 0;
        case GE -> compared >= 0;
      };
    }
  }

  /// One for each way in which the JVM pushes a constant.
  private static final List<Integer> NUMBERS =
      List.of(-1, 0, 5, 6, -128, 200, -32_768, 40_000, Integer.MIN_VALUE, Integer.MAX_VALUE);

  private static byte[] module(Relation relation) {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32), List.of(I32));
    for (int number : NUMBERS) {
      wasm.exportFunc(
          "right " + number,
          wasm.func(
              type,
              List.of(),
              c -> branch(c.block(WasmCode.EMPTY).localGet(0).i32Const(number), relation)));
      wasm.exportFunc(
          "left " + number,
          wasm.func(
              type,
              List.of(),
              c -> branch(c.block(WasmCode.EMPTY).i32Const(number).localGet(0), relation)));
    }
    return wasm.build();
  }

  private static void branch(WasmCode compared, Relation relation) {
    compared.op(relation.opcode).brIf(0).i32Const(0).op(WasmCode.RETURN).end().i32Const(1);
  }

  @ParameterizedTest
  @EnumSource
  void comparesWithConstants(Relation relation) {
    try (ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT);
        CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(engine.compile(module(relation)), List.of());
      for (int constant : NUMBERS) {
        CoreFunc right = (CoreFunc) Objects.requireNonNull(instance.export("right " + constant));
        CoreFunc left = (CoreFunc) Objects.requireNonNull(instance.export("left " + constant));
        for (int number : NUMBERS) {
          long argument = Integer.toUnsignedLong(number);
          assertThat(right.call(argument)[0] == 1)
              .as("%s %s %s", number, relation, constant)
              .isEqualTo(relation.holds(number, constant));
          assertThat(left.call(argument)[0] == 1)
              .as("%s %s %s", constant, relation, number)
              .isEqualTo(relation.holds(constant, number));
        }
      }
    }
  }
}
