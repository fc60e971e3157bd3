package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.V128;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.UnsupportedModuleException;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnsupportedProposalsTest {

  record Case(String proposal, byte[] wasm) {
    @Override
    public String toString() {
      return proposal;
    }
  }

  private static Case code(String proposal, Consumer<WasmCode> body) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.func(wasm.type(List.of(), List.of()), body);
    return new Case(proposal, wasm.build());
  }

  private static Case memory(String proposal, int... limits) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.rawMemory(limits);
    return new Case(proposal, wasm.build());
  }

  private static byte[] withSimdType() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.importFunc("m", "f", wasm.type(List.of(V128), List.of()));
    return wasm.build();
  }

  static Stream<Case> cases() {
    return Stream.of(
        code("simd", c -> c.i32Const(1).prefixed(0xFD, 15).op(WasmCode.DROP)),
        new Case("simd", withSimdType()),
        code("relaxed-simd", c -> c.prefixed(0xFD, 0x100).op(WasmCode.DROP)),
        code("tail-call", c -> c.returnCall(0)),
        code("legacy exception-handling", c -> c.op(0x06, 0x40, 0x19, 0x0B)),
        code(
            "wide-arithmetic",
            c ->
                c.i64Const(0)
                    .i64Const(0)
                    .i64Const(0)
                    .i64Const(0)
                    .prefixed(0xFC, 19)
                    .op(WasmCode.DROP, WasmCode.DROP)),
        memory("memory64", 4, 1),
        memory("custom-page-sizes", 8, 1, 0),
        new Case("component-model", new byte[] {0, 'a', 's', 'm', 0x0D, 0, 1, 0}));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void namesTheProposal(Case test) {
    for (boolean interpretOnly : List.of(false, true)) {
      ChicoryEngine engine = new ChicoryEngine(new EngineOptions(null, interpretOnly));

      assertThatThrownBy(() -> engine.compile(test.wasm()))
          .isInstanceOf(UnsupportedModuleException.class)
          .hasMessageContaining(test.proposal())
          .hasMessageContaining("chicory");
    }
  }
}
