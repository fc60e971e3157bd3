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
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Chicory's references are indices into an instance. Where one reaches another instance it is
/// translated or refused, instead of turning into another function there.
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
  void linksGlobalsOfFunctionsOnlyIfTheyAreNullWhereTheInterpreterReadsThem() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.importGlobal("p", "g", FUNCREF, false);
    Engine own = new ChicoryEngine(new EngineOptions(null, true));
    wasm.func(wasm.type(List.of(), List.of()), _ -> {});
    CoreStore ownStore = own.newStore(StoreLimits.DEFAULT);
    CoreInstance provider = instantiate(ownStore, own, provider());

    assertThat(instantiate(ownStore, own, wasm, export(provider, "nothing"))).isNotNull();
    assertThatThrownBy(() -> instantiate(ownStore, own, wasm, export(provider, "function")))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageContaining(REFUSAL);
  }

  /// `inc: [i32] -> [i32]` in the globals `g`, which is mutable, and `c`.
  private static final String FUNCTIONS =
      "0061736d0100000001060160017f017f03020100060d02630001d2000b630000d2000b07090201670300"
          + "016303010a09010700200041016a0b";

  /// Imports `g` and calls what is there: `call` at once, after `keep` also from its own table
  /// (`indirect`, `again`) and global (`kept`), after `grow` from a new element (`grown`). `cast`
  /// asks for its type, `give` puts a function in its place that subtracts 1.
  private static final String THEIR_CALLER =
      "0061736d0100000001110460000060017f017f60017e006000017f0209010170016703630101030b0a01"
          + "01000101010001000304050163010001060701630101d0010b0746090463616c6c0001046b6565700002"
          + "08696e6469726563740003046b657074000405616761696e00050467726f7700060567726f776e000704"
          + "67697665000804636173740009090501030001000a640a0700200041016b0b08002000230014010b0c00"
          + "410023002600230024010b0900200041001101000b08002000230114010b0a0020004100250014010b0a"
          + "0023004101fc0f001a0b0900200041011101000b0600d20024000b0a00027023000bfb14010b";

  /// Imports `c` and has a global that begins with its value.
  private static final String THEIR_COPIER =
      "0061736d0100000001060160017f017f020901017001630363000006070163000023000b";

  @Test
  void callsFunctionsOfAnotherInstanceByReference() {
    CoreInstance owner = instantiate(FUNCTIONS);
    CoreInstance caller = instantiate(THEIR_CALLER, export(owner, "g"));

    call(caller, "keep");
    call(caller, "grow");

    for (String name : List.of("call", "indirect", "kept", "again", "grown")) {
      assertThat(call(caller, name, 5)).as(name).containsExactly(6);
    }
    assertThat(call(caller, "cast")).containsExactly(1);
    CoreInstance other = instantiate(THEIR_CALLER, export(owner, "g"));
    call(other, "give");
    assertThat(call(caller, "call", 5)).containsExactly(4);
    assertThat(call(caller, "kept", 5)).containsExactly(6);
  }

  @Test
  void refusesToLinkAGlobalThatAnotherBeginsWith() {
    CoreInstance owner = instantiate(FUNCTIONS);

    assertThatThrownBy(() -> instantiate(THEIR_COPIER, export(owner, "c")))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageContaining(REFUSAL);
  }

  @Test
  void callsThemWithCodeFromTheCacheToo(@TempDir Path folder) {
    for (int run = 0; run < 2; run++) {
      try (Engine own = new ChicoryEngine(new EngineOptions(folder, false));
          CoreStore ownStore = own.newStore(StoreLimits.DEFAULT)) {
        HexFormat hex = HexFormat.of();
        CoreInstance owner = ownStore.instantiate(own.compile(hex.parseHex(FUNCTIONS)), List.of());
        CoreInstance caller =
            ownStore.instantiate(
                own.compile(hex.parseHex(THEIR_CALLER)), List.of(export(owner, "g")));

        assertThat(call(caller, "call", 5)).containsExactly(6);
      }
    }
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
