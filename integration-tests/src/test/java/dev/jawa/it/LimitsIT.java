package dev.jawa.it;

import static dev.jawa.engine.CoreValType.I32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each limit of `-W` and `-S` at its edge: with so much a guest runs, with one less it ends with
/// 134 and one line that says why.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class LimitsIT {

  private static final int TRAPPED = 134;
  private static final Path HELLO =
      Path.of(System.getProperty("jawa.shared"), "components/component-hello-world.wasm");

  /// @param enough what the module needs
  /// @param tooLittle what is not enough
  record Limit(
      String group,
      String option,
      WasmBuilder module,
      long enough,
      long tooLittle,
      String message) {
    @Override
    public String toString() {
      return option;
    }

    static Limit counted(String option, WasmBuilder module, long needed, String message) {
      return new Limit("-W", option, module, needed, needed - 1, message);
    }

    static Limit ofWasi(String option, WasmBuilder module, long needed, String message) {
      return new Limit("-S", option, module, needed, needed - 1, message);
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
              "-W", "max-wasm-stack", recursive(10_000), 256 << 20, 65_536, "call stack exhausted"),
          Limit.ofWasi("max-random-size", random(100), 100, "100 random bytes at once"),
          // The vector of 8 bytes counts too. A call that carries more fails, and the module ends
          // itself.
          Limit.ofWasi("hostcall-fuel", printing(100), 108, "unreachable"));

  private static WasmBuilder startable(WasmBuilder wasm) {
    int start = wasm.func(wasm.type(List.of(), List.of()), _ -> {});
    return wasm.exportFunc("_start", start);
  }

  private static WasmBuilder withMemory() {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(2, -1);
    return startable(wasm);
  }

  private static WasmBuilder random(int bytes) {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32, I32), List.of(I32));
    int random = wasm.importFunc("wasi_snapshot_preview1", "random_get", type);
    wasm.exportMemory("memory", wasm.memory(1, -1));
    int start =
        wasm.func(
            wasm.type(List.of(), List.of()),
            code -> code.i32Const(0).i32Const(bytes).call(random).op(WasmCode.DROP));
    return wasm.exportFunc("_start", start);
  }

  /// Writes so many bytes to stderr by no more than one call.
  private static WasmBuilder printing(int bytes) {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32, I32, I32, I32), List.of(I32));
    int write = wasm.importFunc("wasi_snapshot_preview1", "fd_write", type);
    wasm.exportMemory("memory", wasm.memory(1, -1));
    wasm.data(0, 0, new byte[] {64, 0, 0, 0, (byte) bytes, 0, 0, 0});
    wasm.data(0, 64, "\n".repeat(bytes).getBytes());
    int start =
        wasm.func(
            wasm.type(List.of(), List.of()),
            code -> {
              code.i32Const(1).i32Const(0).i32Const(1).i32Const(16).call(write);
              code.ifElse(WasmCode.EMPTY).op(WasmCode.UNREACHABLE).end();
            });
    return wasm.exportFunc("_start", start);
  }

  /// Waits that long.
  private static WasmBuilder sleeping(long nanos) {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(I32, I32, I32, I32), List.of(I32));
    int poll = wasm.importFunc("wasi_snapshot_preview1", "poll_oneoff", type);
    wasm.exportMemory("memory", wasm.memory(1, -1));
    ByteBuffer monotonicClock = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
    wasm.data(0, 0, monotonicClock.putInt(16, 1).putLong(24, nanos).array());
    int start =
        wasm.func(
            wasm.type(List.of(), List.of()),
            code -> code.i32Const(0).i32Const(64).i32Const(1).i32Const(128).call(poll).op(0x1A));
    return wasm.exportFunc("_start", start);
  }

  @Test
  void endsInAWaitWhenTheTimeIsOverAndNotBefore() throws Exception {
    Jawa jawa = new Jawa(folder, engine);
    String shortly = jawa.file("short.wasm", sleeping(1).build()).toString();
    String endless =
        jawa.file("long.wasm", sleeping(Duration.ofHours(1).toNanos()).build()).toString();

    assertThat(jawa.run("run", "-W", "timeout=600s", shortly)).isEqualTo(new Ended(0, "", ""));
    requireTrapped(jawa.run("run", "-W", "timeout=300ms", endless), "interrupt");
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
    Ended enough = jawa.run("run", limit.group(), limit.option() + "=" + limit.enough(), file);
    Ended tooLittle =
        jawa.run("run", limit.group(), limit.option() + "=" + limit.tooLittle(), file);

    assertThat(enough.code()).as("with enough").isZero();
    assertThat(enough.out()).isBlank();
    assertThat(enough.err()).isEmpty();
    requireTrapped(tooLittle, limit.message());
  }

  private static void requireTrapped(Ended ended, String message) {
    assertThat(ended.code()).isEqualTo(TRAPPED);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines().findFirst()).get().asString().contains(message);
  }

  /// A component that prints 14 bytes needs a handle for stdout, one for the stream of it, and one
  /// for the terminal it asks about.
  @ParameterizedTest
  @CsvSource({
    "max-resources, 3, the limit is 2 handles",
    "hostcall-fuel, 14, at most 13 bytes of strings and lists"
  })
  void isKeptAtItsEdgeForComponents(String option, int enough, String message) throws Exception {
    Path component = HELLO.toAbsolutePath();
    assumeTrue(Files.exists(component), "shared components are not here");
    Jawa jawa = new Jawa(folder, engine);
    assertThat(jawa.run("run", "-S", option + "=" + enough, component.toString()))
        .isEqualTo(new Ended(0, "Hello, world!\n", ""));
    requireTrapped(
        jawa.run("run", "-S", option + "=" + (enough - 1), component.toString()), message);
  }

  /// A component whose function `deep` is lifted asynchronously: it calls itself 10,000 times, and
  /// answers how often.
  private static final String ASYNC_RECURSION =
      """
      0061736d0d00010001610061736d0100000001150460017f0060017f017f6000017f60037f7f7f017f020601
      000172000003040301020307090201640002016300030a270314002000047f200041016b100141016a054100
      0b0b0c004190ce001001100041000b0300000b08050109007900020d02010101720000000001001200070501
      43000079060d0200000101016400000101016308090100000102060702000b0a01000464656570010000
      """;

  /// Tasks of asynchronous functions have threads of their own.
  @Test
  void limitsTheStackOfAsynchronousFunctions() throws Exception {
    Jawa jawa = new Jawa(folder, engine);
    byte[] bytes = HexFormat.of().parseHex(ASYNC_RECURSION.replace("\n", ""));
    String file = jawa.file("deep.wasm", bytes).toString();
    Ended answered = new Ended(0, "10000\n", "");
    assertThat(jawa.run("run", "--invoke", "deep()", file)).isEqualTo(answered);
    String enough = "max-wasm-stack=" + (256 << 20);
    assertThat(jawa.run("run", "-W", enough, "--invoke", "deep()", file)).isEqualTo(answered);
    requireTrapped(
        jawa.run("run", "-W", "max-wasm-stack=65536", "--invoke", "deep()", file),
        "call stack exhausted");
  }

  /// The answer has one field: its name, its value and 32 more bytes.
  @Test
  void keepsFieldsBelowTheirLimit() throws Exception {
    int needed = "content-type".length() + "text/plain; charset=utf-8".length() + 32;
    assertThat(statusWith("max-http-fields-size=" + needed)).isEqualTo(200);
    assertThat(statusWith("max-http-fields-size=" + (needed - 1))).isEqualTo(500);
  }

  private int statusWith(String option) throws Exception {
    Jawa jawa = new Jawa(folder, engine);
    try (Serving serving = Serving.start(jawa, "-S", option, Jawa.HELLO_HTTP.toString())) {
      return serving.get("/").statusCode();
    }
  }
}
