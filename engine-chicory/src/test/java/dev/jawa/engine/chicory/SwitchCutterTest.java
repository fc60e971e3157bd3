package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.I32;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.testkit.EngineUnderTest;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Large switches do the same when their cases are divided into groups.
class SwitchCutterTest {

  private static final int AND = 0x71;
  private static final int I32_TYPE = 0x7F;
  private static final SplitSizes WHOLE = new SplitSizes(Integer.MAX_VALUE, 1, 1, 0);
  private static final SplitSizes SMALL = new SplitSizes(20, 40, 5, 100);

  /// Groups of single cases, many levels of them.
  private static final SplitSizes SMALLEST = new SplitSizes(20, 4, 1, 100);

  private static final int PROGRAMS = 400;

  /// How a case goes on.
  private enum End {
    FALLS_THROUGH,
    BREAKS,
    LEAVES_EARLIER,
    RETURNS,
    CONTINUES,
    GOES_TO_LATER,
    MAY_GO_TO_LATER,
    CHOOSES_LATER
  }

  /// `f(index, start)`: a loop around a switch of many cases, which add to a sum in a local and go
  /// on in all ways there are.
  ///
  /// @param labels of the table in the middle, which may lead to cases and to what is around them
  private static byte[] module(int cases, SplittableRandom random, int[] labels, End... ends) {
    WasmBuilder wasm = new WasmBuilder();
    int function =
        wasm.func(
            wasm.type(List.of(I32, I32), List.of(I32)),
            List.of(I32),
            c -> {
              c.block(WasmCode.EMPTY).loop(WasmCode.EMPTY).block(WasmCode.EMPTY);
              for (int i = 0; i < cases; i++) {
                c.block(WasmCode.EMPTY);
              }
              middle(c, cases, random, labels, ends);
              for (int i = 0; i < cases; i++) {
                add(c, random.nextInt());
                end(c, ends[random.nextInt(ends.length)], cases - 1 - i, random);
                if (i < cases - 1) {
                  c.end();
                }
              }
              c.end().end().end().localGet(1);
            });
    return wasm.exportFunc("f", function).build();
  }

  private static void middle(
      WasmCode c, int cases, SplittableRandom random, int[] labels, End... ends) {
    c.localGet(1).i32Const(1).op(WasmCode.I32_ADD).localSet(1);
    if (List.of(ends).contains(End.MAY_GO_TO_LATER) && random.nextBoolean()) {
      end(c, End.MAY_GO_TO_LATER, cases, random);
    }
    c.localGet(0).brTable(labels).end();
  }

  private static void add(WasmCode c, int number) {
    c.localGet(1).i32Const(number).op(WasmCode.I32_ADD).localSet(1);
  }

  /// @param around how many blocks of other cases are around
  private static void end(WasmCode c, End end, int around, SplittableRandom random) {
    switch (end) {
      case FALLS_THROUGH -> {}
      case BREAKS -> c.br(around);
      case LEAVES_EARLIER -> {
        c.localGet(1).i32Const(3).op(AND).brIf(around);
        add(c, 1000);
      }
      case RETURNS -> c.localGet(1).op(WasmCode.RETURN);
      case CONTINUES -> {
        // The next index, until there is none.
        c.localGet(0).i32Const(7).op(WasmCode.I32_ADD).localTee(0).i32Const(10_000);
        c.op(WasmCode.I32_LT_U).brIf(around + 1).br(around + 2);
      }
      case GOES_TO_LATER -> c.br(random.nextInt(around + 1));
      case MAY_GO_TO_LATER -> {
        // From within a block, and with something on the stack that stays there.
        c.block(WasmCode.EMPTY).localGet(1);
        c.localGet(1).i32Const(1 << random.nextInt(8)).op(AND).brIf(1 + random.nextInt(around + 1));
        c.localSet(1).end();
        add(c, 77);
      }
      case CHOOSES_LATER -> {
        int[] labels = random.ints(2 + random.nextInt(4), 0, around + 2).toArray();
        c.block(WasmCode.EMPTY).localGet(1).localGet(1).i32Const(7).op(AND).brTable(labels).end();
      }
    }
  }

  private static List<Long> results(byte[] wasm, SplitSizes sizes, int cases) {
    ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT, sizes);
    try (CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreFunc f = EngineUnderTest.func(store.instantiate(engine.compile(wasm), List.of()), "f");
      List<Long> results = new ArrayList<>();
      for (int index = -2; index < cases + 6; index++) {
        results.add(f.call(index & 0xFFFF_FFFFL, index * 31L & 0xFFFF_FFFFL)[0]);
      }
      return results;
    }
  }

  private static int functions(byte[] wasm, SplitSizes sizes) {
    byte[] split = SplitModuleTest.split(wasm, sizes);
    return ModuleDecoder.decode(split).wasm().functionSection().functionCount();
  }

  /// Some lead to what is around the cases.
  ///
  /// @param runs whether most are the one before, or the next to it
  private static int[] labels(SplittableRandom random, int cases, boolean runs) {
    int loop = cases + 1;
    int[] labels =
        random
            .ints(1 + random.nextInt(cases + 5), 0, cases + 3)
            .map(label -> label == loop ? 0 : label)
            .toArray();
    int slope = 1;
    for (int i = 1; runs && i < labels.length; i++) {
      slope = random.nextInt(6) == 0 ? random.nextInt(-1, 2) : slope;
      if (random.nextInt(8) > 0) {
        labels[i] = Math.clamp(labels[i - 1] + slope, 0, cases);
      }
    }
    return labels;
  }

  static final List<SplitSizes> CUTS = List.of(SMALL, SMALLEST, new SplitSizes(20, 20, 5, 1));

  @ParameterizedTest
  @FieldSource("CUTS")
  void doesTheSameInGroups(SplitSizes cut) {
    int divided = 0;
    for (int seed = 0; seed < PROGRAMS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int cases = 3 + random.nextInt(40);
      int[] labels = labels(random, cases, seed % 2 == 0);
      byte[] wasm = module(cases, random, labels, End.values());
      divided += functions(wasm, cut) > 1 ? 1 : 0;

      assertThat(results(wasm, cut, cases))
          .as("program %d", seed)
          .isEqualTo(results(wasm, WHOLE, cases));
    }
    assertThat(divided).isGreaterThan(PROGRAMS / 3);
  }

  /// More blocks than a thread's stack holds when they are walked.
  @ParameterizedTest
  @ValueSource(ints = {600, 5000})
  void dividesASwitchThatNestsDeeply(int cases) {
    int[] labels = IntStream.range(0, cases + 1).map(i -> cases - i).toArray();
    byte[] wasm = module(cases, new SplittableRandom(1), labels, End.BREAKS);

    assertThat(functions(wasm, SplitSizes.DEFAULT)).isGreaterThan(cases / 200);
    assertThat(results(wasm, SplitSizes.DEFAULT, cases)).isEqualTo(results(wasm, WHOLE, cases));
  }

  /// All labels of a table take as many operands along, and those in between may not.
  @Test
  void leadsToNoBlockAroundThatTheTableLeavesOut() {
    int cases = 12;
    int[] labels = IntStream.range(0, cases + 1).map(i -> i < cases ? i : cases + 1).toArray();
    WasmBuilder wasm = new WasmBuilder();
    int function =
        wasm.func(
            wasm.type(List.of(I32, I32), List.of(I32)),
            c -> {
              c.block(WasmCode.EMPTY).block(I32_TYPE);
              for (int i = 0; i < cases; i++) {
                c.block(WasmCode.EMPTY);
              }
              c.localGet(0).brTable(labels).end();
              for (int i = 0; i < cases; i++) {
                add(c, i);
                add(c, 100);
                if (i < cases - 1) {
                  c.end();
                }
              }
              c.localGet(1).end().localSet(1);
              add(c, 10_000);
              c.end().localGet(1);
            });
    byte[] module = wasm.exportFunc("f", function).build();

    assertThat(functions(module, SMALL)).isGreaterThan(3);
    assertThat(results(module, SMALL, cases)).isEqualTo(results(module, WHOLE, cases));
  }

  @Test
  void dividesASwitchWhoseCasesBranchToEachOther() {
    WasmBuilder wasm = new WasmBuilder();
    int[] labels = new int[31];
    Arrays.setAll(labels, i -> i);
    int function =
        wasm.func(
            wasm.type(List.of(I32, I32), List.of(I32)),
            c -> {
              for (int i = 0; i <= 30; i++) {
                c.block(WasmCode.EMPTY);
              }
              c.localGet(0).brTable(labels).end();
              for (int i = 0; i < 30; i++) {
                // To the case behind the next one, where there is one.
                c.localGet(0).i32Const(i).op(WasmCode.I32_ADD).localSet(0);
                c.br(Math.min(1, 29 - i)).end();
              }
              c.localGet(0);
            });
    byte[] module = wasm.exportFunc("f", function).build();

    assertThat(functions(module, SMALL)).isGreaterThan(5);
    assertThat(results(module, SMALL, 30)).isEqualTo(results(module, WHOLE, 30));
  }
}
