package dev.jawa.it;

import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `jawa run` ended by a signal while its guest waits for something that does not come.
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class KillIT {

  private static final String WASI = "wasi_snapshot_preview1";
  private static final int ROOT = 3;
  private static final int STDIN = 0;

  /// Where the guest has its structures and texts.
  private static final int VECTOR = 0;

  private static final int NAME = 64;
  private static final int SUBSCRIPTION = 128;
  private static final int RESULT = 256;

  @TempDir private Path folder;
  @Parameter private String engine;

  /// A guest that prints an empty line, so that it is known to run, and then waits.
  enum Waiting {
    ASLEEP,
    READING_STDIN,
    READING_A_FIFO
  }

  private static byte[] guest(Waiting waiting) {
    WasmBuilder wasm = new WasmBuilder();
    int four = wasm.type(List.of(I32, I32, I32, I32), List.of(I32));
    int open =
        wasm.importFunc(
            WASI,
            "path_open",
            wasm.type(List.of(I32, I32, I32, I32, I32, I64, I64, I32, I32), List.of(I32)));
    int read = wasm.importFunc(WASI, "fd_read", four);
    int write = wasm.importFunc(WASI, "fd_write", four);
    int poll = wasm.importFunc(WASI, "poll_oneoff", four);
    wasm.exportMemory("memory", wasm.memory(1, -1));
    wasm.data(0, VECTOR, new byte[] {NAME + 4, 0, 0, 0, 1, 0, 0, 0});
    wasm.data(0, NAME, "fifo\n".getBytes());
    // A clock's subscription: the monotonic one, in some 280 years.
    wasm.data(0, SUBSCRIPTION + 16, new byte[] {1});
    wasm.data(0, SUBSCRIPTION + 31, new byte[] {0x7F});
    int start =
        wasm.func(
            wasm.type(List.of(), List.of()),
            code -> {
              code.i32Const(1).i32Const(VECTOR).i32Const(1).i32Const(RESULT).call(write);
              code.op(WasmCode.DROP);
              switch (waiting) {
                case ASLEEP ->
                    code.i32Const(SUBSCRIPTION)
                        .i32Const(512)
                        .i32Const(1)
                        .i32Const(RESULT)
                        .call(poll);
                case READING_STDIN ->
                    code.i32Const(STDIN).i32Const(VECTOR).i32Const(1).i32Const(RESULT).call(read);
                case READING_A_FIFO -> {
                  code.i32Const(ROOT).i32Const(0).i32Const(NAME).i32Const(4).i32Const(0);
                  code.i64Const(2).i64Const(0).i32Const(0).i32Const(RESULT).call(open);
                  code.op(WasmCode.DROP).i32Const(RESULT).i32Load(0);
                  code.i32Const(VECTOR).i32Const(1).i32Const(RESULT).call(read);
                }
              }
              code.op(WasmCode.DROP);
            });
    return wasm.exportFunc("_start", start).build();
  }

  @ParameterizedTest
  @CsvSource({
    "ASLEEP, TERM, 143",
    "READING_STDIN, TERM, 143",
    "READING_A_FIFO, TERM, 143",
    "ASLEEP, INT, 130",
    "READING_A_FIFO, KILL, 137"
  })
  void endsAtOnceAndLeavesNoFile(Waiting waiting, String signal, int code) throws Exception {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    assertThat(Tools.run(folder, Map.of(), "mkfifo", "shared/fifo")).isNotNull();
    Jawa jawa = new Jawa(folder, engine);
    Path module = jawa.file("waits.wasm", guest(waiting));
    Map<String, String> environment =
        Map.of("JAWA_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary, "TMPDIR", temporary.toString());
    List<String> command = List.of("run", "--dir", shared + "::/", module.toString());
    // Open at both ends, so that a reader waits.
    try (RandomAccessFile _ = new RandomAccessFile(shared.resolve("fifo").toFile(), "rw")) {
      Process process = jawa.builder(environment, command).start();
      try {
        assertThat(process.inputReader().readLine()).isEmpty();
        Tools.run(folder, Map.of(), "kill", "-" + signal, Long.toString(process.pid()));
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(shared).isDirectoryContaining(path -> path.endsWith("fifo"));
        try (var left = Files.list(shared)) {
          assertThat(left).hasSize(1);
        }
        assertThat(temporary).isEmptyDirectory();
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
