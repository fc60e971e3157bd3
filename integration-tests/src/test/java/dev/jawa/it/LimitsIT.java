package dev.jawa.it;

import static dev.jawa.engine.CoreValType.I32;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import dev.jawa.testkit.WasmBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each limit of `-W` at its edge: with so much a module runs, with one less it ends with 134 and
/// one line that says why.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class LimitsIT {

  private static final int TRAPPED = 134;

  /// @param enough what the module needs
  /// @param tooLittle what is not enough
  record Limit(String option, WasmBuilder module, long enough, long tooLittle, String message) {
    @Override
    public String toString() {
      return option;
    }

    static Limit counted(String option, WasmBuilder module, long needed, String message) {
      return new Limit(option, module, needed, needed - 1, message);
    }
  }

  static final List<Limit> LIMITS =
      List.of(
          Limit.counted("max-instances", withMemory(), 1, "too many core instances"),
          Limit.counted("max-memories", withMemory(), 1, "too many memories"),
          Limit.counted("max-tables", withTables(), 2, "too many tables"),
          Limit.counted("max-memory-size", withMemory(), 2 * 65536, "131072 bytes"),
          Limit.counted("max-table-elements", withTables(), 5, "5 elements"),
          // Frames are the JVM's: how many bytes a call takes is not the module's to say.
          new Limit(
              "max-wasm-stack", recursive(10_000), 256 << 20, 65_536, "call stack exhausted"));

  private static WasmBuilder startable(WasmBuilder wasm) {
    int start = wasm.func(wasm.type(List.of(), List.of()), _ -> {});
    return wasm.exportFunc("_start", start);
  }

  private static WasmBuilder withMemory() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(2, -1);
    return startable(wasm);
  }

  private static WasmBuilder withTables() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.table(5, -1);
    wasm.table(1, -1);
    return startable(wasm);
  }

  /// Calls itself so often, and adds something after each call, so that no call can be the last.
  private static WasmBuilder recursive(int depth) {
    WasmBuilder wasm = new WasmBuilder();
    int self =
        wasm.func(
            wasm.type(List.of(I32), List.of(I32)),
            code -> {
              code.localGet(0).ifElse(0x7F);
              code.localGet(0).i32Const(1).op(0x6B).call(0).i32Const(1).op(0x6A);
              code.otherwise().i32Const(0).end();
            });
    int start =
        wasm.func(
            wasm.type(List.of(), List.of()), code -> code.i32Const(depth).call(self).op(0x1A));
    return wasm.exportFunc("_start", start);
  }

  @TempDir private Path folder;
  @Parameter private String engine;

  @ParameterizedTest
  @FieldSource("LIMITS")
  void isKeptAtItsEdge(Limit limit) throws Exception {
    Jawa jawa = new Jawa(folder, engine);
    String file = jawa.file("module.wasm", limit.module().build()).toString();
    Ended enough = jawa.run("run", "-W", limit.option() + "=" + limit.enough(), file);
    Ended tooLittle = jawa.run("run", "-W", limit.option() + "=" + limit.tooLittle(), file);

    assertThat(enough).as("with enough").isEqualTo(new Ended(0, "", ""));
    assertThat(tooLittle.code()).isEqualTo(TRAPPED);
    assertThat(tooLittle.out()).isEmpty();
    assertThat(tooLittle.err().lines().findFirst()).get().asString().contains(limit.message());
  }
}
