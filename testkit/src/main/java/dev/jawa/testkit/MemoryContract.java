package dev.jawa.testkit;

import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.testkit.EngineUnderTest.func;
import static dev.jawa.testkit.EngineUnderTest.i32;
import static dev.jawa.testkit.EngineUnderTest.memory;
import static dev.jawa.testkit.EngineUnderTest.trap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.Feature;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.Trap.Kind;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What [CoreMemory] and [StoreLimits] promise.
interface MemoryContract extends EngineUnderTest {

  int PAGE = 65536;

  private static StoreLimits limits(long memoryBytes, long tableElements) {
    return StoreLimits.DEFAULT.withSizes(memoryBytes, tableElements).withCounts(3, 3, 3);
  }

  /// A memory `m`, and `grow` and `size` over it.
  private static WasmBuilder growing(int min, int max) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(min, max);
    int grow = wasm.func(wasm.type(List.of(I32), List.of(I32)), c -> c.localGet(0).memoryGrow(0));
    int size = wasm.func(wasm.type(List.of(), List.of(I32)), c -> c.memorySize(0));
    return wasm.exportMemory("m", 0).exportFunc("grow", grow).exportFunc("size", size);
  }

  private static WasmBuilder growingTable(int min, int max) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.table(min, max);
    int grow =
        wasm.func(
            wasm.type(List.of(I32), List.of(I32)),
            c -> c.refNullFunc().localGet(0).prefixed(0xFC, 15, 0));
    return wasm.exportTable("t", 0).exportFunc("grow", grow);
  }

  private CoreInstance instance(StoreLimits limits, WasmBuilder wasm) {
    return instantiate(engine().newStore(limits), wasm);
  }

  @Test
  default void readsAndWritesLittleEndianAtAnyAlignment() {
    CoreMemory memory = memory(instance(StoreLimits.DEFAULT, growing(1, -1)), "m");
    memory.putLong(3, 0x1122334455667788L);

    assertThat(memory.getLong(3)).isEqualTo(0x1122334455667788L);
    assertThat(memory.getInt(3)).isEqualTo(0x55667788);
    assertThat(memory.getShort(7)).isEqualTo((short) 0x3344);
    assertThat(memory.getByte(10)).isEqualTo((byte) 0x11);
    memory.putInt(1, 0xAABBCCDD);
    memory.putShort(9, (short) 0xEEFF);
    memory.putByte(0, (byte) 1);
    byte[] bytes = new byte[12];
    memory.read(0, bytes, 1, 11);
    assertThat(bytes)
        .containsExactly(0, 1, 0xDD, 0xCC, 0xBB, 0xAA, 0x66, 0x55, 0x44, 0x33, 0xFF, 0xEE);
  }

  @Test
  default void copiesRangesUpToTheEnd() {
    CoreMemory memory = memory(instance(StoreLimits.DEFAULT, growing(1, -1)), "m");
    memory.write(PAGE - 3, new byte[] {9, 1, 2, 3, 9}, 1, 3);
    byte[] read = new byte[3];
    memory.read(PAGE - 3, read, 0, 3);

    assertThat(read).containsExactly(1, 2, 3);
    memory.read(PAGE, read, 0, 0);
    memory.write(PAGE, read, 0, 0);
  }

  @Test
  default void trapsOnEveryAccessOutOfBounds() {
    CoreMemory memory = memory(instance(StoreLimits.DEFAULT, growing(1, -1)), "m");
    byte[] three = new byte[3];

    for (long end : List.of((long) PAGE, 1L << 31, 0xFFFF_FFFFL, 1L << 32, -1L, Long.MIN_VALUE)) {
      trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getByte(end));
      trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.putByte(end, (byte) 0));
      trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.read(end, three, 0, 3));
      trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.write(end, three, 0, 3));
    }
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getShort(PAGE - 1));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.putShort(PAGE - 1, (short) 0));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getInt(PAGE - 3));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.putInt(PAGE - 3, 0));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getLong(PAGE - 7));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.putLong(PAGE - 7, 0));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.read(PAGE - 2, three, 0, 3));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.write(PAGE - 2, three, 0, 3));
  }

  @Test
  default void trapsOnAnEmptyMemory() {
    CoreMemory memory = memory(instance(StoreLimits.DEFAULT, growing(0, -1)), "m");

    assertThat(memory.byteSize()).isZero();
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getByte(0));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getLong(0));
  }

  @Test
  default void growsForGuestAndHostAlike() {
    CoreInstance instance = instance(StoreLimits.DEFAULT, growing(1, 5));
    CoreMemory memory = memory(instance, "m");
    CoreFunc grow = func(instance, "grow");
    memory.putByte(PAGE - 1, (byte) 7);

    assertThat(i32(grow, 1)).isEqualTo(1);
    assertThat(memory.byteSize()).isEqualTo(2 * PAGE);
    assertThat(memory.grow(2)).isEqualTo(2);
    assertThat(i32(func(instance, "size"))).isEqualTo(4);
    assertThat(memory.getByte(PAGE - 1)).isEqualTo((byte) 7);
    assertThat(memory.getLong(4 * PAGE - 8)).isZero();
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getByte(4 * PAGE));
  }

  @Test
  default void trapsJustBeyondAMemoryThatGrewInSmallSteps() {
    CoreInstance instance = instance(StoreLimits.DEFAULT, growing(1, -1));
    CoreMemory memory = memory(instance, "m");
    for (int pages = 1; pages < 70; pages++) {
      assertThat(memory.grow(1)).isEqualTo(pages);
      long end = memory.byteSize();
      memory.putByte(end - 1, (byte) pages);
      trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getByte(end));
      trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getInt(end - 2));
    }

    assertThat(memory.getByte(40 * PAGE - 1)).isEqualTo((byte) 39);
  }

  @Test
  default void refusesToGrowBeyondTheModulesMaximum() {
    CoreInstance instance = instance(StoreLimits.DEFAULT, growing(1, 3));
    CoreFunc grow = func(instance, "grow");

    assertThat(i32(grow, 3)).isEqualTo(-1);
    assertThat(i32(grow, -1)).isEqualTo(-1);
    assertThat(i32(grow, 2)).isEqualTo(1);
    assertThat(i32(grow, 0)).isEqualTo(3);
    assertThat(i32(grow, 1)).isEqualTo(-1);
    assertThat(memory(instance, "m").grow(Long.MAX_VALUE)).isEqualTo(-1);
    assertThat(memory(instance, "m").grow(1)).isEqualTo(-1);
  }

  @Test
  default void refusesToGrowBeyondTheStoresLimit() {
    // Not a whole number of pages: the fourth page does not fit.
    CoreInstance instance = instance(limits(4 * PAGE - 1, 0), growing(1, -1));
    CoreFunc grow = func(instance, "grow");

    assertThat(i32(grow, 3)).isEqualTo(-1);
    assertThat(i32(grow, 2)).isEqualTo(1);
    assertThat(i32(grow, 1)).isEqualTo(-1);
    assertThat(i32(func(instance, "size"))).isEqualTo(3);
  }

  @Test
  default void trapsInsteadOfRefusingToGrowWhereAsked() {
    StoreLimits trapping = limits(2 * PAGE, 4).withTrapOnGrowFailure(true);
    CoreFunc growMemory = func(instance(trapping, growing(1, -1)), "grow");
    CoreFunc growTable = func(instance(trapping, growingTable(1, -1)), "grow");

    assertThat(i32(growMemory, 1)).isEqualTo(1);
    trap(Kind.MEMORY_LIMIT, () -> growMemory.call(1));
    assertThat(i32(growTable, 3)).isEqualTo(1);
    trap(Kind.TABLE_LIMIT, () -> growTable.call(1));
  }

  @Test
  default void refusesWhatStartsBeyondTheStoresLimit() {
    StoreLimits small = limits(2 * PAGE, 4);

    assertThat(instance(small, growing(2, -1))).isNotNull();
    assertThat(instance(small, growingTable(4, -1))).isNotNull();
    Trap memory = trap(Kind.MEMORY_LIMIT, () -> instance(small, growing(3, -1)));
    assertThat(memory.getMessage()).contains("196608", "131072").doesNotContain("\n");
    Trap table = trap(Kind.TABLE_LIMIT, () -> instance(small, growingTable(5, -1)));
    assertThat(table.getMessage()).contains("5", "4").doesNotContain("\n");
  }

  @Test
  default void refusesToGrowTablesBeyondTheirLimits() {
    CoreFunc limited = func(instance(limits(PAGE, 4), growingTable(1, -1)), "grow");
    CoreFunc declared = func(instance(StoreLimits.DEFAULT, growingTable(1, 3)), "grow");

    assertThat(i32(limited, 4)).isEqualTo(-1);
    assertThat(i32(limited, -1)).isEqualTo(-1);
    assertThat(i32(limited, 3)).isEqualTo(1);
    assertThat(i32(declared, 3)).isEqualTo(-1);
    assertThat(i32(declared, 2)).isEqualTo(1);
  }

  @Test
  default void keepsSharedMemoriesWithinTheStoresLimit() {
    Assumptions.assumeTrue(engine().features().contains(Feature.THREADS));
    WasmBuilder wasm = new WasmBuilder();
    wasm.rawMemory(3, 1, 9);
    CoreMemory memory = memory(instance(limits(2 * PAGE, 0), wasm.exportMemory("m", 0)), "m");
    memory.putInt(PAGE - 4, 77);

    assertThat(memory.grow(2)).isEqualTo(-1);
    assertThat(memory.grow(1)).isEqualTo(1);
    assertThat(memory.grow(1)).isEqualTo(-1);
    assertThat(memory.getInt(PAGE - 4)).isEqualTo(77);
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getInt(2 * PAGE - 3));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> memory.getByte(-1));
  }

  @Test
  default void startsEveryInstanceWithTheDeclaredTable() {
    var module = engine().compile(growingTable(1, -1).build());
    var store = newStore();
    CoreInstance first = store.instantiate(module, List.of());
    func(first, "grow").call(5);

    assertThat(EngineUnderTest.table(first, "t").size()).isEqualTo(6);
    assertThat(EngineUnderTest.table(store.instantiate(module, List.of()), "t").size())
        .isEqualTo(1);
  }

  @Test
  default void refusesMoreInstancesThanAllowed() {
    var store = engine().newStore(limits(PAGE, 4));
    var module = engine().compile(new WasmBuilder().build());
    for (int i = 0; i < 3; i++) {
      store.instantiate(module, List.of());
    }

    assertThat(trap(Kind.HOST, () -> store.instantiate(module, List.of())))
        .hasMessageContaining("3");
  }

  @Test
  default void refusesMoreTablesAndMemoriesThanAllowed() {
    StoreLimits few = StoreLimits.DEFAULT.withCounts(9, 2, 1);
    var tables = engine().newStore(few);
    instantiate(tables, growingTable(1, -1));
    instantiate(tables, growingTable(1, -1));
    var memories = engine().newStore(few);
    instantiate(memories, growing(1, -1));

    assertThat(trap(Kind.HOST, () -> instantiate(tables, growingTable(1, -1))))
        .hasMessageContaining("tables: 3, the limit is 2");
    assertThat(trap(Kind.HOST, () -> instantiate(memories, growing(1, -1))))
        .hasMessageContaining("memories: 2, the limit is 1");
    assertThat(instantiate(memories, new WasmBuilder())).isNotNull();
  }
}
