package dev.jawa.testkit;

import static dev.jawa.engine.CoreValType.F32;
import static dev.jawa.engine.CoreValType.F64;
import static dev.jawa.engine.CoreValType.FUNCREF;
import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static dev.jawa.testkit.EngineUnderTest.export;
import static dev.jawa.testkit.EngineUnderTest.func;
import static dev.jawa.testkit.EngineUnderTest.global;
import static dev.jawa.testkit.EngineUnderTest.i32;
import static dev.jawa.testkit.EngineUnderTest.memory;
import static dev.jawa.testkit.EngineUnderTest.table;
import static dev.jawa.testkit.EngineUnderTest.trap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.CoreGlobal;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.Feature;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.StoreSnapshot;
import dev.jawa.engine.Trap.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What [CoreStore#snapshot] promises: after [StoreSnapshot#restore] nothing tells that a guest
/// ran. Each state may also be refused, by `null` or `false`, never half restored; which ones an
/// engine does restore is up to tests of its own.
interface SnapshotContract extends EngineUnderTest {

  int PAGE = 65536;
  int CARD = 4096;

  /// A store of its own with one instance, and its state.
  record Slot(CoreStore store, CoreInstance instance, StoreSnapshot snapshot) {}

  private Slot slot(WasmBuilder wasm) {
    CoreStore store = engine().newResettableStore(StoreLimits.DEFAULT);
    CoreInstance instance = instantiate(store, wasm);
    StoreSnapshot snapshot = store.snapshot(null);
    Assumptions.assumeTrue(snapshot != null, "the engine does not put stores back");
    return new Slot(store, instance, snapshot);
  }

  private static byte[] content(CoreMemory memory) {
    byte[] bytes = new byte[(int) memory.byteSize()];
    memory.read(0, bytes, 0, bytes.length);
    return bytes;
  }

  private static boolean holds(CoreMemory memory, byte[] expected) {
    return Arrays.equals(content(memory), expected);
  }

  private static byte[] pattern() {
    byte[] pattern = new byte[3 * CARD];
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = (byte) (i * 31 + 7);
    }
    return pattern;
  }

  /// Ways in which a guest writes at the address in its parameter.
  private Map<String, Consumer<WasmCode>> writes() {
    Map<String, Consumer<WasmCode>> writes = new LinkedHashMap<>();
    store(writes, "i32.store", 0x36, I32);
    store(writes, "i64.store", 0x37, I64);
    store(writes, "f32.store", 0x38, F32);
    store(writes, "f64.store", 0x39, F64);
    store(writes, "i32.store8", 0x3A, I32);
    store(writes, "i32.store16", 0x3B, I32);
    store(writes, "i64.store8", 0x3C, I64);
    store(writes, "i64.store16", 0x3D, I64);
    store(writes, "i64.store32", 0x3E, I64);
    writes.put(
        "memory.fill", c -> c.localGet(0).i32Const(0x5A).i32Const(CARD).prefixed(0xFC, 11, 0));
    writes.put(
        "memory.copy",
        c -> c.localGet(0).i32Const(PAGE - CARD + 9).i32Const(CARD + 9).prefixed(0xFC, 10, 0, 0));
    writes.put("memory.init", c -> c.localGet(0).i32Const(0).i32Const(100).prefixed(0xFC, 8, 1, 0));
    return writes;
  }

  private static void store(
      Map<String, Consumer<WasmCode>> writes, String name, int opcode, CoreValType type) {
    writes.put(name, c -> constant(c.localGet(0), type).access(opcode, 0));
  }

  private static WasmCode constant(WasmCode code, CoreValType type) {
    return switch (type) {
      case I32 -> code.i32Const(-2);
      case I64 -> code.i64Const(-3);
      case F32 -> code.f32Bits(0x7FA12345);
      case F64 -> code.f64Bits(0x7FF4123456789ABCL);
      default -> throw new IllegalArgumentException("no constants of " + type);
    };
  }

  /// A memory `m` of two pages with something in it, and `f` that writes.
  private static WasmBuilder writing(Consumer<WasmCode> write) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(2, 100);
    wasm.exportFunc("f", wasm.func(wasm.type(List.of(I32), List.of()), write));
    int grow = wasm.func(wasm.type(List.of(I32), List.of(I32)), c -> c.localGet(0).memoryGrow(0));
    return wasm.exportMemory("m", 0)
        .exportFunc("grow", grow)
        .data(0, PAGE - CARD, pattern())
        .passiveData(pattern());
  }

  @Test
  default void undoesEveryKindOfWriteAlsoAcrossTheBordersOfCards() {
    int[] addresses = {0, CARD - 7, CARD - 1, CARD, 5 * CARD - 3, PAGE - 2, PAGE - 1, PAGE + 17};
    writes()
        .forEach((name, write) -> {
          Slot slot = slot(writing(write));
          CoreMemory memory = memory(slot.instance, "m");
          byte[] before = content(memory);
          for (int address : addresses) {
            func(slot.instance, "f").call(address);
            assertThat(holds(memory, before)).as("%s at %d", name, address).isFalse();
            assertThat(slot.snapshot.restore()).as("%s at %d", name, address).isTrue();
            assertThat(holds(memory, before)).as("%s at %d", name, address).isTrue();
          }
        });
  }

  @Test
  default void undoesWritesAtTheVeryEnd() {
    Slot slot = slot(writing(c -> c.localGet(0).i64Const(-1).access(0x37, 0)));
    CoreMemory memory = memory(slot.instance, "m");
    byte[] before = content(memory);

    func(slot.instance, "f").call(2 * PAGE - 8);
    assertThat(slot.snapshot.restore()).isTrue();

    assertThat(holds(memory, before)).isTrue();
  }

  @Test
  default void undoesWritesOfTheHost() {
    Slot slot = slot(writing(_ -> {}));
    CoreMemory memory = memory(slot.instance, "m");
    byte[] before = content(memory);
    List<Consumer<CoreMemory>> writes =
        List.of(
            m -> m.putByte(CARD, (byte) 1),
            m -> m.putShort(CARD - 1, (short) -1),
            m -> m.putInt(2 * CARD - 1, -1),
            m -> m.putLong(3 * CARD - 1, -1),
            m -> m.write(4 * CARD - 1, new byte[] {1, 2, 3}, 0, 3));

    for (Consumer<CoreMemory> write : writes) {
      write.accept(memory);
      assertThat(holds(memory, before)).isFalse();
      assertThat(slot.snapshot.restore()).isTrue();
      assertThat(holds(memory, before)).isTrue();
    }
  }

  @Test
  default void undoesAtomicWritesToAMemoryThatIsNotShared() {
    Assumptions.assumeTrue(engine().features().contains(Feature.THREADS), "needs atomics");
    // i32.atomic.store, i64.atomic.rmw.add, i32.atomic.rmw.xchg, i64.atomic.rmw.cmpxchg
    Consumer<WasmCode> write =
        c -> {
          c.localGet(0).i32Const(-1).prefixed(0xFE, 0x17, 2, 0);
          c.localGet(0).i64Const(-1).prefixed(0xFE, 0x1F, 3, 8).op(WasmCode.DROP);
          c.localGet(0).i32Const(-1).prefixed(0xFE, 0x41, 2, 16).op(WasmCode.DROP);
          c.localGet(0).i64Const(0).i64Const(-1).prefixed(0xFE, 0x49, 3, 24).op(WasmCode.DROP);
        };
    Slot slot = slot(writing(write));
    byte[] before = content(memory(slot.instance, "m"));

    func(slot.instance, "f").call(CARD - 16);
    assertThat(holds(memory(slot.instance, "m"), before)).isFalse();
    assertThat(slot.snapshot.restore()).isTrue();

    assertThat(holds(memory(slot.instance, "m"), before)).isTrue();
  }

  @Test
  default void shrinksWhatGrewAndFindsZerosWhenItGrowsAgain() {
    for (int pages : new int[] {1, 3, 40, 98}) {
      Slot slot = slot(writing(c -> c.localGet(0).i32Const(0x5EC2E7).i32Store(0)));
      CoreMemory memory = memory(slot.instance, "m");
      byte[] before = content(memory);
      for (int round = 0; round < 3; round++) {
        assertThat(i32(func(slot.instance, "grow"), pages)).isEqualTo(2);
        assertThat(content(memory)).startsWith(before).endsWith(new byte[pages * PAGE]);
        for (int at = 2 * PAGE - 2; at < (2 + pages) * PAGE - 4; at += 4093) {
          func(slot.instance, "f").call(at);
        }
        func(slot.instance, "f").call((2 + pages) * PAGE - 4);
        assertThat(slot.snapshot.restore()).isTrue();
        assertThat(holds(memory, before)).isTrue();
        trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getByte(2 * PAGE));
      }
    }
  }

  @Test
  default void restoresTheStateAtItsMomentNotTheFirstOne() {
    CoreStore store = engine().newResettableStore(StoreLimits.DEFAULT);
    CoreInstance instance = instantiate(store, writing(c -> c.localGet(0).localGet(0).i32Store(0)));
    func(instance, "grow").call(1);
    func(instance, "f").call(2 * PAGE + 8);
    StoreSnapshot snapshot = store.snapshot(null);
    Assumptions.assumeTrue(snapshot != null, "the engine does not put stores back");
    byte[] before = content(memory(instance, "m"));

    func(instance, "f").call(2 * PAGE + 12);
    func(instance, "grow").call(1);
    assertThat(snapshot.restore()).isTrue();

    assertThat(holds(memory(instance, "m"), before)).isTrue();
    assertThat(memory(instance, "m").getInt(2 * PAGE + 8)).isEqualTo(2 * PAGE + 8);
  }

  @Test
  default void restoresSeveralMemories() {
    Assumptions.assumeTrue(engine().features().contains(Feature.MULTI_MEMORY), "needs memories");
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(1, 2);
    wasm.memory(1, 2);
    // memory.copy from the first to the second; a store to the second has bit 6 of its alignment.
    int f =
        wasm.func(
            wasm.type(List.of(), List.of()),
            c -> {
              c.i32Const(8).i32Const(77).i32Store(0);
              c.i32Const(CARD - 2).i32Const(8).i32Const(4).prefixed(0xFC, 10, 1, 0);
              c.i32Const(16).i32Const(78).op(0x36, 0x42, 1, 0);
            });
    Slot slot = slot(wasm.exportMemory("a", 0).exportMemory("b", 1).exportFunc("f", f));
    func(slot.instance, "f").call();
    assertThat(memory(slot.instance, "b").getInt(CARD - 2)).isEqualTo(77);
    assertThat(memory(slot.instance, "b").getInt(16)).isEqualTo(78);

    assertThat(slot.snapshot.restore()).isTrue();

    assertThat(content(memory(slot.instance, "a"))).containsOnly(0);
    assertThat(content(memory(slot.instance, "b"))).containsOnly(0);
  }

  @Test
  default void restoresGlobalsOfAllTypes() {
    WasmBuilder wasm = new WasmBuilder();
    int i = wasm.global(I32, true, c -> c.i32Const(1));
    int l = wasm.global(I64, true, c -> c.i64Const(2));
    int f = wasm.global(F32, true, c -> c.f32Bits(0x7FC00001));
    int d = wasm.global(F64, true, c -> c.f64Bits(0x7FF8000000000001L));
    int set =
        wasm.func(
            wasm.type(List.of(), List.of()),
            c -> {
              constant(c, I32).globalSet(i);
              constant(c, I64).globalSet(l);
              constant(c, F32).globalSet(f);
              constant(c, F64).globalSet(d);
            });
    wasm.exportGlobal("i", i).exportGlobal("l", l).exportGlobal("f", f).exportGlobal("d", d);
    Slot slot = slot(wasm.exportFunc("set", set));
    List<CoreGlobal> globals =
        List.of("i", "l", "f", "d").stream().map(n -> global(slot.instance, n)).toList();
    List<Long> before = globals.stream().map(CoreGlobal::get).toList();

    func(slot.instance, "set").call();
    assertThat(globals.stream().map(CoreGlobal::get)).doesNotContainAnyElementsOf(before);
    assertThat(slot.snapshot.restore()).isTrue();
    assertThat(globals.stream().map(CoreGlobal::get)).isEqualTo(before);
    globals.getFirst().set(55);
    assertThat(slot.snapshot.restore()).isTrue();

    assertThat(globals.getFirst().get()).isEqualTo(1);
  }

  /// Functions that answer 1 and 2, a table `t` with them, a global with a reference, and what
  /// changes these.
  private static WasmBuilder tables() {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(), List.of(I32));
    int nothing = wasm.type(List.of(), List.of());
    int one = wasm.func(type, c -> c.i32Const(1));
    int two = wasm.func(type, c -> c.i32Const(2));
    wasm.table(4, 9);
    int held = wasm.global(FUNCREF, true, c -> c.refFunc(one));
    wasm.elements(0, 0, one, two).passiveElements(two, one, one);
    wasm.exportFunc("set", wasm.func(nothing, c -> c.i32Const(0).refFunc(two).tableSet(0)));
    wasm.exportFunc(
        "fill",
        wasm.func(nothing, c -> c.i32Const(0).refNullFunc().i32Const(4).prefixed(0xFC, 17, 0)));
    wasm.exportFunc(
        "copy",
        wasm.func(nothing, c -> c.i32Const(0).i32Const(1).i32Const(3).prefixed(0xFC, 14, 0, 0)));
    wasm.exportFunc(
        "init",
        wasm.func(nothing, c -> c.i32Const(0).i32Const(0).i32Const(3).prefixed(0xFC, 12, 1, 0)));
    wasm.exportFunc("drop", wasm.func(nothing, c -> c.prefixed(0xFC, 13, 1)));
    wasm.exportFunc(
        "grow",
        wasm.func(
            nothing, c -> c.refFunc(one).i32Const(2).prefixed(0xFC, 15, 0).op(WasmCode.DROP)));
    wasm.exportFunc("hold", wasm.func(nothing, c -> c.refFunc(two).globalSet(held)));
    int callType = wasm.type(List.of(I32), List.of(I32));
    wasm.exportFunc("call", wasm.func(callType, c -> c.localGet(0).callIndirect(type, 0)));
    wasm.exportFunc(
        "held",
        wasm.func(
            type,
            c -> c.i32Const(3).globalGet(held).tableSet(0).i32Const(3).callIndirect(type, 0)));
    return wasm.exportTable("t", 0);
  }

  private static void assertAsNew(CoreInstance instance, String change) {
    assertThat(table(instance, "t").size()).as(change).isEqualTo(4);
    assertThat(i32(func(instance, "call"), 0)).as(change).isEqualTo(1);
    assertThat(i32(func(instance, "call"), 1)).as(change).isEqualTo(2);
    assertThat(table(instance, "t").func(2)).as(change).isNull();
    assertThat(table(instance, "t").func(3)).as(change).isNull();
    assertThat(i32(func(instance, "held"))).as(change).isEqualTo(1);
  }

  @Test
  default void restoresTablesAndReferencesOrRefuses() {
    for (String change : List.of("set", "fill", "copy", "init", "drop", "grow", "hold")) {
      Slot slot = slot(tables());
      func(slot.instance, change).call();

      if (slot.snapshot.restore()) {
        assertAsNew(slot.instance, change);
        assertThat(slot.snapshot.restore()).isTrue();
        func(slot.instance, "init").call();
        assertThat(i32(func(slot.instance, "call"), 0)).as("init after " + change).isEqualTo(2);
      }
    }
  }

  @Test
  default void restoresDroppedDataOrRefuses() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(1, 1);
    int nothing = wasm.type(List.of(), List.of());
    wasm.passiveData(pattern());
    int init =
        wasm.func(nothing, c -> c.i32Const(3).i32Const(1).i32Const(9).prefixed(0xFC, 8, 0, 0));
    int drop = wasm.func(nothing, c -> c.prefixed(0xFC, 9, 0));
    wasm.exportMemory("m", 0).exportFunc("init", init).exportFunc("drop", drop);
    Slot slot = slot(wasm);
    func(slot.instance, "drop").call();

    if (slot.snapshot.restore()) {
      func(slot.instance, "init").call();
      assertThat(memory(slot.instance, "m").getByte(3)).isEqualTo(pattern()[1]);
    }
  }

  @Test
  default void restoresWhatInstancesShare() {
    CoreStore store = engine().newResettableStore(StoreLimits.DEFAULT);
    WasmBuilder definer = new WasmBuilder();
    definer.memory(1, 2);
    definer.table(2, 2);
    int shared = definer.global(I64, true, c -> c.i64Const(5));
    definer.exportMemory("m", 0).exportTable("t", 0).exportGlobal("g", shared);
    CoreInstance first = instantiate(store, definer);
    CoreInstance second =
        instantiate(store, importer(), export(first, "m"), export(first, "t"), export(first, "g"));
    StoreSnapshot snapshot = store.snapshot(null);
    Assumptions.assumeTrue(snapshot != null, "the engine does not put stores back");

    func(second, "f").call();
    assertThat(memory(first, "m").getInt(CARD - 2)).isEqualTo(7);
    assertThat(table(first, "t").func(1)).isNotNull();
    assertThat(global(first, "g").get()).isEqualTo(6);
    assertThat(snapshot.restore()).isTrue();

    assertThat(content(memory(first, "m"))).containsOnly(0);
    assertThat(table(first, "t").func(1)).isNull();
    assertThat(global(first, "g").get()).isEqualTo(5);
  }

  private static WasmBuilder importer() {
    WasmBuilder wasm = new WasmBuilder();
    int nothing = wasm.type(List.of(), List.of());
    wasm.importMemory("x", "m", 1, 2);
    wasm.importTable("x", "t", 2, 2);
    wasm.importGlobal("x", "g", I64, true);
    int empty = wasm.func(nothing, c -> {});
    wasm.passiveElements(empty);
    int f =
        wasm.func(
            nothing,
            c -> {
              c.i32Const(CARD - 2).i32Const(7).i32Store(0);
              c.i32Const(1).refFunc(empty).tableSet(0);
              c.i64Const(6).globalSet(0);
            });
    return wasm.exportFunc("f", f);
  }

  @Test
  default void keepsTwinsApart() {
    Slot first = slot(writing(c -> c.localGet(0).localGet(0).i32Store(0)));
    CoreStore store = engine().newResettableStore(StoreLimits.DEFAULT);
    CoreInstance second = instantiate(store, writing(c -> c.localGet(0).localGet(0).i32Store(0)));
    StoreSnapshot twin = Objects.requireNonNull(store.snapshot(first.snapshot));
    byte[] before = content(memory(second, "m"));

    func(first.instance, "f").call(4096);
    assertThat(holds(memory(second, "m"), before)).isTrue();
    func(second, "f").call(8192);
    assertThat(twin.restore()).isTrue();
    assertThat(holds(memory(second, "m"), before)).isTrue();
    assertThat(memory(first.instance, "m").getInt(4096)).isEqualTo(4096);
    assertThat(first.snapshot.restore()).isTrue();

    assertThat(holds(memory(first.instance, "m"), before)).isTrue();
  }

  @Test
  default void refusesATwinThatDiffers() {
    Slot first = slot(writing(c -> c.localGet(0).localGet(0).i32Store(0)));
    CoreStore store = engine().newResettableStore(StoreLimits.DEFAULT);
    CoreInstance second = instantiate(store, writing(c -> c.localGet(0).localGet(0).i32Store(0)));
    func(second, "f").call(400);
    StoreSnapshot own = Objects.requireNonNull(store.snapshot(first.snapshot));

    func(second, "f").call(404);
    assertThat(own.restore()).isTrue();

    assertThat(memory(second, "m").getInt(400)).isEqualTo(400);
    assertThat(memory(second, "m").getInt(404)).isZero();
  }

  @Test
  default void refusesAfterATrap() {
    Slot slot = slot(writing(c -> c.localGet(0).i32Const(1).i32Store(0)));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> func(slot.instance, "f").call(-1));

    assertThat(slot.snapshot.restore()).isFalse();
  }

  @Test
  default void refusesAfterAnInterrupt() {
    Slot slot = slot(writing(c -> c.localGet(0).i32Const(1).i32Store(0)));
    slot.store.interrupt();

    assertThat(slot.snapshot.restore()).isFalse();
  }

  @Test
  default void takesNoSnapshotOfOrdinaryStoresAndSharedMemories() {
    CoreStore ordinary = newStore();
    var _ = instantiate(ordinary, writing(_ -> {}));
    assertThat(ordinary.snapshot(null)).isNull();
    Assumptions.assumeTrue(engine().features().contains(Feature.THREADS), "needs threads");
    CoreStore store = engine().newResettableStore(StoreLimits.DEFAULT);
    WasmBuilder wasm = new WasmBuilder();
    wasm.rawMemory(3, 1, 2);
    var _ = instantiate(store, wasm);

    assertThat(store.snapshot(null)).isNull();
  }
}
