package dev.jawa.testkit;

import static dev.jawa.engine.CoreValType.F32;
import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static dev.jawa.testkit.EngineUnderTest.export;
import static dev.jawa.testkit.EngineUnderTest.func;
import static dev.jawa.testkit.EngineUnderTest.global;
import static dev.jawa.testkit.EngineUnderTest.i32;
import static dev.jawa.testkit.EngineUnderTest.memory;
import static dev.jawa.testkit.EngineUnderTest.table;
import static dev.jawa.testkit.EngineUnderTest.trap;
import static dev.jawa.testkit.EngineUnderTest.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreGlobal;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Feature;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.Trap.Kind;
import dev.jawa.engine.UnlinkableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What [CoreStore#instantiate] and [CoreInstance#export] promise.
interface LinkingContract extends EngineUnderTest {

  int PAGE = 65536;

  /// A module that exports one of everything: `f` gives 7, `m` has a page, `t` holds f at 1, `g` is
  /// a mutable i32.
  private static WasmBuilder provider() {
    WasmBuilder wasm = new WasmBuilder();
    int f = wasm.func(wasm.type(List.of(), List.of(I32)), c -> c.i32Const(7));
    wasm.table(3, 5);
    wasm.memory(1, 4);
    wasm.global(I32, true, c -> c.i32Const(40));
    wasm.elements(0, 1, f).exportFunc("f", f).exportTable("t", 0);
    return wasm.exportMemory("m", 0).exportGlobal("g", 0);
  }

  @Test
  default void linksEverythingAcrossInstancesOfAStore() {
    CoreStore store = newStore();
    CoreInstance provider = instantiate(store, provider());
    WasmBuilder wasm = new WasmBuilder();
    int giveI32 = wasm.type(List.of(), List.of(I32));
    int f = wasm.importFunc("p", "f", giveI32);
    int g = wasm.importGlobal("p", "g", I32, true);
    wasm.importMemory("p", "m", 1, -1 + 5);
    wasm.importTable("p", "t", 1, 5);
    // g += f(); memory[4] = g; grow by one; result = the function in the table
    int body =
        wasm.func(
            giveI32,
            c ->
                c.globalGet(g)
                    .call(f)
                    .op(WasmCode.I32_ADD)
                    .globalSet(g)
                    .i32Const(4)
                    .globalGet(g)
                    .i32Store(0)
                    .i32Const(1)
                    .memoryGrow(0)
                    .op(WasmCode.DROP)
                    .i32Const(1)
                    .callIndirect(giveI32, 0));
    CoreInstance user =
        instantiate(
            store,
            wasm.exportFunc("go", body),
            export(provider, "f"),
            export(provider, "g"),
            export(provider, "m"),
            export(provider, "t"));

    assertThat(i32(func(user, "go"))).isEqualTo(7);
    assertThat((int) global(provider, "g").get()).isEqualTo(47);
    assertThat(memory(provider, "m").getInt(4)).isEqualTo(47);
    assertThat(memory(provider, "m").byteSize()).isEqualTo(2 * PAGE);
    assertThat(table(provider, "t").size()).isEqualTo(3);
  }

  @Test
  default void givesTheFunctionsOfATable() {
    CoreInstance provider = instantiate(newStore(), provider());
    CoreFunc held = Objects.requireNonNull(table(provider, "t").func(1));

    assertThat(held.type()).isEqualTo(func(provider, "f").type());
    assertThat(i32(held)).isEqualTo(7);
    assertThat(table(provider, "t").func(0)).isNull();
    trap(Kind.TABLE_OUT_OF_BOUNDS, () -> table(provider, "t").func(3));
  }

  @Test
  default void linksByPositionAlsoImportsOfEqualNames() {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(), List.of(I32));
    int first = wasm.importFunc("m", "f", type);
    int second = wasm.importFunc("m", "f", type);
    wasm.exportFunc(
        "f",
        wasm.func(
            type,
            c ->
                c.call(first).i32Const(10).op(WasmCode.I32_MUL).call(second).op(WasmCode.I32_ADD)));
    CoreStore store = newStore();
    CoreFunc one = store.hostFunc(type(List.of(), I32), (_, _) -> new long[] {1});
    CoreFunc two = store.hostFunc(type(List.of(), I32), (_, _) -> new long[] {2});

    assertThat(i32(func(instantiate(store, wasm, one, two), "f"))).isEqualTo(12);
  }

  @Test
  default void takesAnyNames() {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(), List.of(I32));
    int a = wasm.importFunc("", "$imports", type);
    wasm.importFunc("a.b", "c", type);
    wasm.importFunc("a", "b.c", type);
    wasm.importGlobal("wasi:http/types@0.2.0", "[method]f.x\u0000\uD83D\uDE00", I64, false);
    String odd = "wasi:cli/run@0.2.0#run \"\\ \u00e9";
    wasm.exportFunc(odd, wasm.func(type, c -> c.call(a))).exportFunc("", 1);
    CoreStore store = newStore();
    CoreFunc f = store.hostFunc(type(List.of(), I32), (_, _) -> new long[] {9});
    WasmBuilder constant = new WasmBuilder();
    constant.global(I64, false, c -> c.i64Const(1));
    CoreInstance globals = instantiate(store, constant.exportGlobal("g", 0));
    CoreInstance instance = instantiate(store, wasm, f, f, f, export(globals, "g"));

    assertThat(instance.exportNames()).containsExactly(odd, "");
    assertThat(i32(func(instance, odd))).isEqualTo(9);
  }

  @Test
  default void givesTheSameObjectForTheSameName() {
    CoreInstance instance = instantiate(newStore(), provider());

    assertThat(instance.exportNames()).containsExactly("f", "t", "m", "g");
    for (String name : instance.exportNames()) {
      assertThat(instance.export(name)).isNotNull().isSameAs(instance.export(name));
    }
    assertThat(instance.export("nothing")).isNull();
  }

  @Test
  default void exportsWhatItImports() {
    CoreStore store = newStore();
    CoreInstance provider = instantiate(store, provider());
    WasmBuilder wasm = new WasmBuilder();
    wasm.importMemory("p", "m", 1, -1);
    wasm.importFunc("p", "f", wasm.type(List.of(), List.of(I32)));
    wasm.exportMemory("again", 0).exportFunc("f2", 0);
    CoreInstance through = instantiate(store, wasm, export(provider, "m"), export(provider, "f"));
    memory(provider, "m").putInt(0, 1234);

    assertThat(memory(through, "again").getInt(0)).isEqualTo(1234);
    assertThat(i32(func(through, "f2"))).isEqualTo(7);
  }

  @Test
  default void refusesImportsThatDoNotFit() {
    CoreStore store = newStore();
    CoreInstance provider = instantiate(store, provider());
    CoreExtern func = export(provider, "f");
    CoreExtern memory = export(provider, "m");
    CoreExtern table = export(provider, "t");
    CoreExtern global = export(provider, "g");

    WasmBuilder wantsFunc = new WasmBuilder();
    wantsFunc.importFunc("p", "give", wantsFunc.type(List.of(I32), List.of(I32)));
    refuses(store, wantsFunc, func);
    refuses(store, wantsFunc, memory);
    refuses(store, wantsFunc);
    WasmBuilder wantsMemory = new WasmBuilder();
    wantsMemory.importMemory("p", "give", 2, -1);
    refuses(store, wantsMemory, memory);
    refuses(store, wantsMemory, global);
    WasmBuilder wantsSmallMemory = new WasmBuilder();
    wantsSmallMemory.importMemory("p", "give", 1, 3);
    refuses(store, wantsSmallMemory, memory);
    WasmBuilder wantsTable = new WasmBuilder();
    wantsTable.importTable("p", "give", 4, -1);
    refuses(store, wantsTable, table);
    WasmBuilder wantsSmallTable = new WasmBuilder();
    wantsSmallTable.importTable("p", "give", 1, 4);
    refuses(store, wantsSmallTable, table);
    WasmBuilder wantsConstant = new WasmBuilder();
    wantsConstant.importGlobal("p", "give", I32, false);
    refuses(store, wantsConstant, global);
    WasmBuilder wantsFloat = new WasmBuilder();
    wantsFloat.importGlobal("p", "give", F32, true);
    refuses(store, wantsFloat, global);
  }

  private void refuses(CoreStore store, WasmBuilder wasm, CoreExtern... given) {
    assertThatThrownBy(() -> instantiate(store, wasm, given))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageMatching(given.length == 0 ? ".*1 imports, 0 .*" : ".*\"p\" \"give\".*");
  }

  @Test
  default void refusesWhatBelongsToAnotherStore() {
    CoreInstance elsewhere = instantiate(newStore(), provider());
    WasmBuilder wasm = new WasmBuilder();
    wasm.importMemory("p", "m", 1, -1);

    assertThatThrownBy(() -> instantiate(newStore(), wasm, export(elsewhere, "m")))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageContaining("store");
  }

  @Test
  default void readsAndSetsGlobals() {
    WasmBuilder wasm = new WasmBuilder();
    int constant = wasm.global(I64, false, c -> c.i64Const(Long.MIN_VALUE));
    int variable = wasm.global(F32, true, c -> c.f32Bits(0x7F800001));
    wasm.exportGlobal("c", constant).exportGlobal("v", variable);
    CoreInstance instance = instantiate(newStore(), wasm);
    CoreGlobal c = global(instance, "c");
    CoreGlobal v = global(instance, "v");

    assertThat(List.of(c.type(), v.type())).containsExactly(I64, F32);
    assertThat(List.of(c.mutable(), v.mutable())).containsExactly(false, true);
    assertThat(c.get()).isEqualTo(Long.MIN_VALUE);
    assertThat((int) v.get()).isEqualTo(0x7F800001);
    v.set(0xFFC00002L);
    assertThat((int) v.get()).isEqualTo(0xFFC00002);
    assertThatThrownBy(() -> c.set(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void comparesTypesOfIndirectCallsByStructureAcrossInstances() {
    CoreStore store = newStore();
    WasmBuilder callee = new WasmBuilder();
    callee.type(List.of(I64), List.of());
    int unary = callee.type(List.of(I32), List.of(I32));
    int f = callee.func(unary, c -> c.localGet(0).i32Const(1).op(WasmCode.I32_ADD));
    callee.table(1, -1);
    CoreInstance provider = instantiate(store, callee.elements(0, 0, f).exportTable("t", 0));
    // The same type at another index, and another type at the same index.
    WasmBuilder caller = new WasmBuilder();
    int right = caller.type(List.of(I32), List.of(I32));
    int wrong = caller.type(List.of(I32, I32), List.of(I32));
    caller.importTable("p", "t", 1, -1);
    caller.exportFunc(
        "right", caller.func(right, c -> c.localGet(0).i32Const(0).callIndirect(right, 0)));
    caller.exportFunc(
        "wrong",
        caller.func(wrong, c -> c.localGet(0).localGet(1).i32Const(0).callIndirect(wrong, 0)));
    CoreInstance user = instantiate(store, caller, export(provider, "t"));

    assertThat(wrong).isEqualTo(unary);
    assertThat(i32(func(user, "right"), 41)).isEqualTo(42);
    trap(Kind.INDIRECT_CALL_TYPE, () -> func(user, "wrong").call(1, 2));
  }

  @Test
  default void keepsTheOwnersOfCopiedTableElements() {
    Assumptions.assumeTrue(engine().features().contains(Feature.BULK_MEMORY));
    CoreStore store = newStore();
    CoreInstance provider = instantiate(store, provider());
    WasmBuilder wasm = new WasmBuilder();
    int giveI32 = wasm.type(List.of(), List.of(I32));
    int nothing = wasm.type(List.of(), List.of());
    wasm.importTable("p", "t", 3, -1);
    int own = wasm.func(giveI32, c -> c.i32Const(99));
    wasm.elements(0, 2, own);
    // t[0] = t[1] of the provider, then t[1] = t[2] of our own
    wasm.exportFunc(
        "move",
        wasm.func(nothing, c -> c.i32Const(0).i32Const(1).i32Const(2).prefixed(0xFC, 14, 0, 0)));
    int callType = wasm.type(List.of(I32), List.of(I32));
    wasm.exportFunc("at", wasm.func(callType, c -> c.localGet(0).callIndirect(giveI32, 0)));
    CoreInstance user = instantiate(store, wasm, export(provider, "t"));
    func(user, "move").call();

    assertThat(i32(func(user, "at"), 0)).isEqualTo(7);
    assertThat(i32(func(user, "at"), 1)).isEqualTo(99);
    assertThat(i32(func(user, "at"), 2)).isEqualTo(99);
  }

  @Test
  default void keepsTheDataSegmentsOfEachInstanceInASharedMemory() {
    Assumptions.assumeTrue(engine().features().contains(Feature.BULK_MEMORY));
    CoreStore store = newStore();
    WasmBuilder owner = withPassiveData(new byte[] {1, 2});
    owner.memory(1, -1);
    CoreInstance first = instantiate(store, owner.exportMemory("m", 0));
    WasmBuilder importer = withPassiveData(new byte[] {3, 4});
    importer.importMemory("p", "m", 1, -1);
    CoreMemory memory = memory(first, "m");
    CoreInstance second = instantiate(store, importer, memory);
    func(first, "init").call(0);
    func(second, "init").call(2);

    assertThat(memory.getInt(0)).isEqualTo(0x04030201);
  }

  private static WasmBuilder withPassiveData(byte[] bytes) {
    WasmBuilder wasm = new WasmBuilder().passiveData(bytes);
    int init =
        wasm.func(
            wasm.type(List.of(I32), List.of()),
            c -> c.localGet(0).i32Const(0).i32Const(2).prefixed(0xFC, 8, 0, 0));
    return wasm.exportFunc("init", init);
  }

  @Test
  default void runsTheStartFunctionWhichMayCallTheHost() {
    List<String> seen = new ArrayList<>();
    WasmBuilder wasm = new WasmBuilder();
    int nothing = wasm.type(List.of(), List.of());
    int host = wasm.importFunc("h", "f", nothing);
    wasm.memory(1, -1);
    wasm.data(0, 0, new byte[] {42});
    wasm.exportMemory("m", 0).start(wasm.func(nothing, c -> c.call(host)));
    CoreStore store = newStore();
    CoreFunc f =
        store.hostFunc(
            NOTHING,
            (caller, _) -> {
              CoreMemory memory = (CoreMemory) Objects.requireNonNull(caller.export("m"));
              seen.add("start " + memory.getByte(0));
              return HostFunction.NONE;
            });
    instantiate(store, wasm, f);

    assertThat(seen).containsExactly("start 42");
  }

  @Test
  default void doesNotRunWhatIsOnlyCalledStart() {
    WasmBuilder wasm = new WasmBuilder();
    int f = wasm.func(wasm.type(List.of(), List.of()), c -> c.op(WasmCode.UNREACHABLE));

    assertThat(instantiate(newStore(), wasm.exportFunc("_start", f)).export("_start")).isNotNull();
  }

  @Test
  default void trapsWhenInstantiationDoes() {
    WasmBuilder start = new WasmBuilder();
    start.start(start.func(start.type(List.of(), List.of()), c -> c.op(WasmCode.UNREACHABLE)));
    WasmBuilder data = new WasmBuilder().data(0, PAGE - 1, new byte[] {1, 2});
    data.memory(1, -1);
    WasmBuilder elements = new WasmBuilder();
    int f = elements.func(elements.type(List.of(), List.of()), _ -> {});
    elements.table(2, -1);
    elements.elements(0, 1, f, f);

    trap(Kind.UNREACHABLE, () -> instantiate(newStore(), start));
    trap(Kind.MEMORY_OUT_OF_BOUNDS, () -> instantiate(newStore(), data));
    trap(Kind.TABLE_OUT_OF_BOUNDS, () -> instantiate(newStore(), elements));
  }
}
