package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.F64;
import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;

import dev.jawa.engine.CoreValType;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// A module whose `f: [i32 i64] -> [i64]` does what a seed says: arithmetic, memory accesses that
/// may be out of bounds, calls, and every kind of branch out of and within nested blocks. It ends:
/// each time round a loop takes from a global.
final class RandomProgram {

  private static final int EMPTY = 0x40;
  private static final int I32_TYPE = 0x7F;
  private static final int RETURN = 0x0F;
  private static final int FUEL = 0;

  private static final List<CoreValType> LOCALS = List.of(I32, I64, I32, I64, F64, I32, I64, F64);
  private static final List<Integer> I32_LOCALS = List.of(0, 2, 4, 7);
  private static final List<Integer> I64_LOCALS = List.of(1, 3, 5, 8);
  private static final List<Integer> F64_LOCALS = List.of(6, 9);

  private final RandomGenerator random;
  private int helper;

  /// Whether a branch to the label takes no operand, for the blocks around, outermost first.
  private final Deque<Boolean> empty = new ArrayDeque<>();

  private RandomProgram(RandomGenerator random) {
    this.random = random;
  }

  static byte[] of(RandomGenerator random) {
    return new RandomProgram(random).module();
  }

  private byte[] module() {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32, I64), List.of(I64));
    wasm.memory(1, 1);
    wasm.global(I32, true, c -> c.i32Const(200));
    helper =
        wasm.func(wasm.type(List.of(I64), List.of(I64)), c -> c.localGet(0).i64Const(31).op(0x7E));
    int function =
        wasm.func(
            type,
            LOCALS,
            c -> {
              statements(c, 4);
              c.localGet(1).localGet(3).op(0x85);
            });
    return wasm.exportFunc("f", function)
        .exportMemory("memory", 0)
        .exportGlobal("fuel", FUEL)
        .build();
  }

  private void statements(WasmCode c, int most) {
    for (int i = random.nextInt(1, most + 2); i > 0; i--) {
      statement(c);
    }
  }

  /// Statements in a block.
  private void inside(WasmCode c, boolean withoutOperand, int most) {
    empty.push(withoutOperand);
    statements(c, most);
    empty.pop();
  }

  /// The labels that can be branched to from here, by relative depth.
  private int[] labels() {
    List<Boolean> innermostFirst = List.copyOf(empty);
    return IntStream.range(0, innermostFirst.size()).filter(innermostFirst::get).toArray();
  }

  private void statement(WasmCode c) {
    switch (empty.size() > 4 ? random.nextInt(5) : random.nextInt(13)) {
      case 0 -> i32(c, 2).localSet(pick(I32_LOCALS));
      case 1, 2 -> i64(c, 3).localSet(pick(I64_LOCALS));
      case 3 -> f64(c, 2).localSet(pick(F64_LOCALS));
      case 4 -> store(c);
      case 5 -> block(c);
      case 6 -> loop(c);
      case 7 -> branchIf(c);
      case 8 -> table(c);
      case 9 -> blockWithResult(c);
      case 10 -> returnSometimes(c);
      default -> condition(c);
    }
  }

  private void store(WasmCode c) {
    i32(c, 1);
    // Most of them in bounds.
    if (random.nextInt(20) > 0) {
      c.i32Const(0xFFF).op(0x71);
    }
    i64(c, 2).access(0x37, random.nextInt(64));
  }

  private void block(WasmCode c) {
    c.block(EMPTY);
    empty.push(true);
    statements(c, 5);
    if (random.nextInt(3) == 0) {
      c.br(pick(labels()));
      // Not reached, and has to validate all the same.
      if (random.nextBoolean()) {
        statement(c);
      }
    }
    empty.pop();
    c.end();
  }

  private void loop(WasmCode c) {
    c.loop(EMPTY);
    c.globalGet(FUEL).op(0x45).ifElse(EMPTY);
    i64(c, 1).op(RETURN).end();
    c.globalGet(FUEL).i32Const(1).op(0x6B).globalSet(FUEL);
    inside(c, true, 5);
    i32(c, 2).brIf(0);
    c.end();
  }

  private void branchIf(WasmCode c) {
    int[] labels = labels();
    if (labels.length > 0) {
      i32(c, 2).brIf(pick(labels));
    }
  }

  private void table(WasmCode c) {
    c.block(EMPTY);
    empty.push(true);
    int[] labels = labels();
    int[] targets =
        random.ints(random.nextInt(1, 6), 0, labels.length).map(i -> labels[i]).toArray();
    i32(c, 1).brTable(targets);
    empty.pop();
    c.end();
  }

  private void blockWithResult(WasmCode c) {
    i32(c, 1).block(I32_TYPE);
    inside(c, false, 2);
    i32(c, 1);
    if (random.nextBoolean()) {
      i32(c, 1).brIf(0);
    }
    c.end().op(0x6A).localSet(pick(I32_LOCALS));
  }

  private void returnSometimes(WasmCode c) {
    i32(c, 2).i32Const(7).op(0x71, 0x45).ifElse(EMPTY);
    i64(c, 2);
    if (random.nextBoolean()) {
      c.op(RETURN);
    } else {
      c.br(empty.size() + 1);
    }
    c.end();
  }

  private void condition(WasmCode c) {
    i32(c, 2).ifElse(EMPTY);
    inside(c, true, 3);
    if (random.nextBoolean()) {
      c.otherwise();
      inside(c, true, 3);
    }
    c.end();
  }

  private WasmCode i32(WasmCode c, int depth) {
    return switch (depth == 0 ? random.nextInt(2) : random.nextInt(6)) {
      case 0 -> c.i32Const(random.nextInt(-4, 4));
      case 1 -> c.localGet(pick(I32_LOCALS));
      case 2 -> i64(c, depth - 1).op(0xA7);
      case 3 -> i32(c, depth - 1).localTee(pick(I32_LOCALS));
      case 4 -> {
        i32(c, depth - 1).i32Const(0x3FF).op(0x71);
        yield c.i32Load(random.nextInt(64));
      }
      // add, sub, mul, div_s, and, xor, lt_s
      default -> {
        i32(c, depth - 1);
        yield i32(c, depth - 1).op(pick(List.of(0x6A, 0x6B, 0x6C, 0x6A, 0x71, 0x73, 0x48, 0x6D)));
      }
    };
  }

  private WasmCode i64(WasmCode c, int depth) {
    return switch (depth == 0 ? random.nextInt(2) : random.nextInt(6)) {
      case 0 -> c.i64Const(random.nextLong());
      case 1 -> c.localGet(pick(I64_LOCALS));
      case 2 -> i32(c, depth - 1).op(0xAC);
      case 3 -> i64(c, depth - 1).call(helper);
      case 4 -> f64(c, depth - 1).op(0xBD);
      default -> {
        i64(c, depth - 1);
        yield i64(c, depth - 1).op(pick(List.of(0x7C, 0x7D, 0x7E, 0x85, 0x89)));
      }
    };
  }

  private WasmCode f64(WasmCode c, int depth) {
    if (depth == 0 || random.nextBoolean()) {
      return c.localGet(pick(F64_LOCALS));
    }
    // f64.copysign keeps the payload of what is no number, which arithmetic need not.
    return i32(c, depth - 1).op(0xB7).localGet(pick(F64_LOCALS)).op(0xA6);
  }

  private int pick(int[] from) {
    return from[random.nextInt(from.length)];
  }

  private int pick(List<Integer> from) {
    return from.get(random.nextInt(from.size()));
  }
}
