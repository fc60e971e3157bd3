package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.FUNCREF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Chicory's references are indices into an instance. Where one would reach another instance it is
/// refused, instead of turning into another function there.
class ForeignReferenceTest {

  private static final String REFUSAL = "cannot hand references";

  private final Engine engine = new ChicoryEngine(EngineOptions.DEFAULT);
  private final CoreStore store = engine.newStore(StoreLimits.DEFAULT);

  private CoreInstance instantiate(WasmBuilder wasm, CoreExtern... imports) {
    return instantiate(store, engine, wasm, imports);
  }

  private static CoreInstance instantiate(
      CoreStore store, Engine engine, WasmBuilder wasm, CoreExtern... imports) {
    return store.instantiate(engine.compile(wasm.build()), List.of(imports));
  }

  private static CoreExtern export(CoreInstance instance, String name) {
    return Objects.requireNonNull(instance.export(name));
  }

  private static WasmBuilder provider() {
    WasmBuilder wasm = new WasmBuilder();
    int nothing = wasm.type(List.of(), List.of());
    int referred = wasm.func(nothing, _ -> {});
    int f = wasm.func(wasm.type(List.of(), List.of(FUNCREF)), c -> c.refFunc(referred));
    wasm.table(2, -1);
    wasm.elements(0, 1, referred).exportTable("t", 0).exportFunc("f", f);
    wasm.global(FUNCREF, false, c -> c.refFunc(referred));
    wasm.global(FUNCREF, false, WasmCode::refNullFunc);
    return wasm.exportGlobal("function", 0).exportGlobal("nothing", 1);
  }

  @Test
  void refusesToReadAFunctionOfAnotherInstanceFromATable() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.importTable("p", "t", 1, -1);
    int nothing = wasm.type(List.of(), List.of());
    wasm.exportFunc("null", wasm.func(nothing, c -> c.i32Const(0).tableGet(0).op(WasmCode.DROP)));
    wasm.exportFunc(
        "function", wasm.func(nothing, c -> c.i32Const(1).tableGet(0).op(WasmCode.DROP)));
    for (boolean interpretOnly : List.of(false, true)) {
      Engine own = new ChicoryEngine(new EngineOptions(null, interpretOnly));
      CoreStore ownStore = own.newStore(StoreLimits.DEFAULT);
      CoreInstance provider = instantiate(ownStore, own, provider());
      CoreInstance user = instantiate(ownStore, own, wasm, export(provider, "t"));

      assertThat(((CoreFunc) export(user, "null")).call()).isEmpty();
      assertThatThrownBy(((CoreFunc) export(user, "function"))::call)
          .isInstanceOf(Trap.class)
          .hasMessageContaining(REFUSAL);
    }
  }

  @Test
  void refusesToLinkFunctionsThatPassReferences() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.importFunc("p", "f", wasm.type(List.of(), List.of(FUNCREF)));
    CoreExtern given = export(instantiate(provider()), "f");

    assertThatThrownBy(() -> instantiate(wasm, given))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageContaining(REFUSAL);
  }

  @Test
  void linksHostFunctionsThatPassReferences() {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(FUNCREF), List.of(FUNCREF));
    int same = wasm.importFunc("h", "same", type);
    int nothing = wasm.type(List.of(), List.of(FUNCREF));
    int f = wasm.func(nothing, c -> c.refNullFunc().call(same));
    CoreFunc host =
        store.hostFunc(new CoreFuncType(List.of(FUNCREF), List.of(FUNCREF)), (_, args) -> args);

    assertThat(((CoreFunc) export(instantiate(wasm.exportFunc("f", f), host), "f")).call())
        .hasSize(1);
  }

  @Test
  void linksGlobalsOfFunctionsOnlyIfTheyAreNull() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.importGlobal("p", "g", FUNCREF, false);
    CoreInstance provider = instantiate(provider());

    assertThat(instantiate(wasm, export(provider, "nothing"))).isNotNull();
    assertThatThrownBy(() -> instantiate(wasm, export(provider, "function")))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageContaining(REFUSAL);
  }

  /// `t`, a table of one `i31ref` that begins with 7, the global `g` with 8, and `set: [i32] -> []`
  /// for both.
  private static final String SMALL_INTEGERS =
      "0061736d0100000001050160017f0003020100040b0140006c00014107fb1c0b0608016c014108fb1c0b"
          + "070f0301740100016703000373657400000a1201100041002000fb1c26002000fb1c24000b";

  /// Imports `t` and `g`; `table: [] -> [i32]` and `global: [] -> [i32]` read them, `set` sets
  /// them.
  private static final String THEIR_USER =
      "0061736d010000000109026000017f60017f0002100201700174016c000101700167036c0103040300000107"
          + "1803057461626c65000006676c6f62616c00010373657400020a2203080041002500fb1e0b06002300"
          + "fb1e0b100041002000fb1c26002000fb1c24000b";

  /// `t`, a table of one reference to a structure, and `set: [] -> []`.
  private static final String STRUCTURES =
      "0061736d010000000108025f017f006000000302010104050163000001060701630001d0000b070f03016703"
          + "00017401000373657400000a0d010b0041004101fb000026000b";

  /// Imports `t`; `get: [] -> [i32]` reads the field of its structure.
  private static final String THEIR_READER =
      "0061736d010000000109025f017f006000017f020a01017001740163000001030201010707010367657400000a"
          + "0c010a0041002500fb0200000b";

  private CoreInstance instantiate(String hex, CoreExtern... imports) {
    return store.instantiate(engine.compile(HexFormat.of().parseHex(hex)), List.of(imports));
  }

  private static long[] call(CoreInstance instance, String name, long... args) {
    return ((CoreFunc) export(instance, name)).call(args);
  }

  @Test
  void passesSmallIntegersFromInstanceToInstance() {
    CoreInstance owner = instantiate(SMALL_INTEGERS);
    CoreInstance user = instantiate(THEIR_USER, export(owner, "t"), export(owner, "g"));

    assertThat(call(user, "table")).containsExactly(7);
    assertThat(call(user, "global")).containsExactly(8);
    call(owner, "set", 70_000);
    assertThat(call(user, "table")).containsExactly(70_000);
    assertThat(call(user, "global")).containsExactly(70_000);
    CoreInstance other = instantiate(THEIR_USER, export(owner, "t"), export(owner, "g"));
    call(other, "set", 5);
    assertThat(call(user, "table")).containsExactly(5);
    assertThat(call(user, "global")).containsExactly(5);
  }

  @Test
  void refusesToReadAStructureOfAnotherInstance() {
    CoreInstance owner = instantiate(STRUCTURES);
    CoreInstance reader = instantiate(THEIR_READER, export(owner, "t"));

    assertThatThrownBy(() -> call(reader, "get"))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("null");
    call(owner, "set");
    assertThatThrownBy(() -> call(reader, "get"))
        .isInstanceOf(Trap.class)
        .hasMessageContaining(REFUSAL);
  }
}
