package dev.jawa.testkit;

import static dev.jawa.engine.CoreValType.EXTERNREF;
import static dev.jawa.engine.CoreValType.F64;
import static dev.jawa.engine.CoreValType.FUNCREF;
import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static dev.jawa.testkit.EngineUnderTest.func;
import static dev.jawa.testkit.EngineUnderTest.i32;
import static dev.jawa.testkit.EngineUnderTest.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.StoreLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What [dev.jawa.engine.Engine#compile] promises.
interface ModuleContract extends EngineUnderTest {

  @Test
  default void listsImportsInOrderAlsoOfEqualNames() {
    WasmBuilder wasm = new WasmBuilder();
    int first = wasm.type(List.of(I32, F64), List.of(I64));
    int second = wasm.type(List.of(EXTERNREF), List.of());
    wasm.importFunc("m", "f", first);
    wasm.importMemory("", "$imports", 1, 3);
    wasm.importFunc("m", "f", second);
    wasm.importTable("m", "t", 2, -1);
    wasm.importGlobal("m", "g", I64, true);

    assertThat(engine().compile(wasm.build()).imports())
        .containsExactly(
            new ImportDescriptor("m", "f", new ExternType.Func(type(List.of(I32, F64), I64))),
            new ImportDescriptor("", "$imports", new ExternType.Memory(1, 3, false, false)),
            new ImportDescriptor("m", "f", new ExternType.Func(type(List.of(EXTERNREF)))),
            new ImportDescriptor("m", "t", new ExternType.Table(FUNCREF, 2, -1, false)),
            new ImportDescriptor("m", "g", new ExternType.Global(I64, true)));
  }

  @Test
  default void listsExportsInOrderAlsoOfWhatIsImported() {
    WasmBuilder wasm = new WasmBuilder();
    int nothing = wasm.type(List.of(), List.of());
    int taken = wasm.type(List.of(I32), List.of());
    wasm.importFunc("m", "f", taken);
    wasm.importTable("m", "t", 0, 5);
    int own = wasm.func(nothing, _ -> {});
    wasm.table(1, 2);
    wasm.memory(1, -1);
    wasm.global(F64, false, c -> c.f64Bits(0));
    wasm.exportGlobal("z", 0).exportFunc("own", own).exportFunc("imported", 0);
    wasm.exportTable("t1", 1).exportTable("t0", 0).exportMemory("", 0);

    assertThat(engine().compile(wasm.build()).exports())
        .containsExactly(
            new ExportDescriptor("z", new ExternType.Global(F64, false)),
            new ExportDescriptor("own", new ExternType.Func(NOTHING)),
            new ExportDescriptor("imported", new ExternType.Func(type(List.of(I32)))),
            new ExportDescriptor("t1", new ExternType.Table(FUNCREF, 1, 2, false)),
            new ExportDescriptor("t0", new ExternType.Table(FUNCREF, 0, 5, false)),
            new ExportDescriptor("", new ExternType.Memory(1, -1, false, false)));
  }

  @Test
  default void compilesTheEmptyModule() {
    CoreModule module = engine().compile(new WasmBuilder().build());

    assertThat(module.imports()).isEmpty();
    assertThat(module.exports()).isEmpty();
    assertThat(newStore().instantiate(module, List.of()).exportNames()).isEmpty();
  }

  @Test
  default void refusesBytesThatAreNoModule() {
    byte[] text = "#!/bin/sh\necho hello".getBytes(StandardCharsets.UTF_8);

    for (byte[] bytes : List.of(new byte[0], text)) {
      assertThatThrownBy(() -> engine().compile(bytes))
          .isInstanceOf(MalformedModuleException.class);
    }
  }

  @Test
  default void refusesEveryTruncatedModule() {
    WasmBuilder wasm = new WasmBuilder();
    int identity = wasm.func(wasm.type(List.of(I32), List.of(I32)), c -> c.localGet(0));
    wasm.memory(1, -1);
    byte[] whole = wasm.exportFunc("f", identity).build();
    // Without its last section, the bodies, the module lacks what its function section promises.
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (isWhole(cut)) {
        continue;
      }
      assertThatThrownBy(() -> engine().compile(cut))
          .as("the first %d bytes", length)
          .isInstanceOfAny(MalformedModuleException.class, InvalidModuleException.class);
    }
  }

  /// Whether a cut module is one all the same: a header alone, or with nothing but types.
  private static boolean isWhole(byte[] cut) {
    int typeSection = 8;
    return cut.length == typeSection || cut.length == typeSection + 2 + 6;
  }

  @Test
  default void refusesModulesThatDoNotValidate() {
    WasmBuilder stackUnderflow = new WasmBuilder();
    stackUnderflow.func(stackUnderflow.type(List.of(), List.of()), c -> c.op(WasmCode.I32_ADD));
    WasmBuilder wrongResult = new WasmBuilder();
    wrongResult.func(wrongResult.type(List.of(), List.of(I32)), c -> c.i64Const(1));
    WasmBuilder noMemory = new WasmBuilder();
    noMemory.func(
        noMemory.type(List.of(), List.of()), c -> c.i32Const(0).i32Load(0).op(WasmCode.DROP));
    WasmBuilder twoExports = new WasmBuilder();
    twoExports.memory(1, -1);
    twoExports.exportMemory("m", 0).exportMemory("m", 0);
    WasmBuilder unknownExport = new WasmBuilder().exportFunc("f", 3);

    for (WasmBuilder wasm :
        List.of(stackUnderflow, wrongResult, noMemory, twoExports, unknownExport)) {
      assertThatThrownBy(() -> engine().compile(wasm.build()))
          .isInstanceOf(InvalidModuleException.class);
    }
  }

  /// A few bytes that ask for gigabytes, and an index that leads nowhere.
  @Test
  default void trustsNoNumber() {
    String twoToThe30Locals =
        "01060160027f7f00 03020100 0a1c011a0480808080047f80808080047e80808080047d80808080047c0b";
    String importOfType7 = "0207 01 0161 0166 0007";

    for (String sections : List.of(twoToThe30Locals, importOfType7)) {
      byte[] bytes = HexFormat.of().parseHex("0061736d01000000" + sections.replaceAll("\\s", ""));
      assertThatThrownBy(() -> engine().compile(bytes))
          .isInstanceOfAny(MalformedModuleException.class, InvalidModuleException.class);
    }
  }

  @Test
  default void ignoresABrokenNameSection() {
    byte[] tooShort = {1, 50, 3, 9};
    byte[] namesTwice = {0, 3, 2, 'm', '1', 0, 3, 2, 'm', '2'};
    for (byte[] broken : List.of(tooShort, namesTwice)) {
      WasmBuilder wasm = new WasmBuilder();
      wasm.exportFunc("f", wasm.func(wasm.type(List.of(), List.of(I32)), c -> c.i32Const(7)));
      wasm.custom("name", broken);

      assertThat(i32(func(instantiate(newStore(), wasm), "f"))).isEqualTo(7);
    }
  }

  @Test
  default void instantiatesAModuleAnyNumberOfTimes() {
    WasmBuilder wasm = new WasmBuilder();
    int counter = wasm.global(I32, true, c -> c.i32Const(10));
    int next =
        wasm.func(
            wasm.type(List.of(), List.of(I32)),
            c ->
                c.globalGet(counter)
                    .i32Const(1)
                    .op(WasmCode.I32_ADD)
                    .globalSet(counter)
                    .globalGet(counter));
    CoreModule module = engine().compile(wasm.exportFunc("next", next).build());
    try (CoreStore one = newStore();
        CoreStore two = engine().newStore(StoreLimits.DEFAULT)) {
      var first = func(one.instantiate(module, List.of()), "next");
      var second = func(one.instantiate(module, List.of()), "next");
      var third = func(two.instantiate(module, List.of()), "next");

      assertThat(List.of(i32(first), i32(first), i32(second), i32(third)))
          .containsExactly(11, 12, 11, 11);
    }
  }
}
