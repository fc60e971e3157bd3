package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.FUNCREF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A function that refers to itself is valid if the module names it elsewhere too.
class DeclaredFunctionsTest {

  private static WasmBuilder selfReferring() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.func(wasm.type(List.of(), List.of(FUNCREF)), c -> c.refFunc(0));
    return wasm;
  }

  private static int exportsOf(WasmBuilder wasm) {
    try (ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT)) {
      return engine.compile(wasm.build()).exports().size();
    }
  }

  @Test
  void countsAnExport() {
    assertThat(exportsOf(selfReferring().exportFunc("f", 0))).isEqualTo(1);
  }

  @Test
  void countsAGlobal() {
    WasmBuilder wasm = selfReferring();
    wasm.global(FUNCREF, false, c -> c.refFunc(0));
    assertThat(exportsOf(wasm)).isZero();
  }

  @Test
  void countsAnElementAndKeepsTheSegmentsThatAreThere() {
    WasmBuilder wasm = selfReferring();
    wasm.table(2, -1);
    wasm.elements(0, 0, 0);
    assertThat(exportsOf(wasm.exportTable("t", 0))).isEqualTo(1);
  }

  @Test
  void refusesAFunctionThatNothingElseNames() {
    assertThatThrownBy(() -> exportsOf(selfReferring()))
        .isInstanceOf(InvalidModuleException.class)
        .hasMessageContaining("undeclared function reference");
  }

  @Test
  void refusesOtherMistakesInSuchAModule() {
    WasmBuilder wasm = selfReferring().exportFunc("f", 0);
    wasm.func(wasm.type(List.of(), List.of(FUNCREF)), c -> c.op(WasmCode.DROP));
    assertThatThrownBy(() -> exportsOf(wasm))
        .isInstanceOf(InvalidModuleException.class)
        .hasMessageContaining("type mismatch");
  }
}
