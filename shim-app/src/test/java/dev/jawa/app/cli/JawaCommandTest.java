package dev.jawa.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What the command line says and returns without a guest; guests are `RunIT`'s business.
class JawaCommandTest {

  /// @param message how the one line on stderr begins
  private record Wrong(List<String> args, int code, String message) {
    static Wrong usage(String message, String... args) {
      return new Wrong(List.of(args), 2, message);
    }
  }

  static final List<Wrong> WRONG =
      List.of(
          Wrong.usage("jawa: which command?"),
          Wrong.usage("jawa: FILE is missing", "run"),
          Wrong.usage("jawa: FILE is missing", "serve"),
          Wrong.usage("jawa: Unknown option: '--fast'", "run", "--fast", "x.wasm"),
          Wrong.usage("jawa: Unmatched argument", "walk"),
          Wrong.usage("jawa: --dir ::x: write it as HOST", "run", "--dir", "::x", "FILE"),
          Wrong.usage("jawa: --addr 8080: not a socket address", "serve", "--addr", "8080", "x"),
          Wrong.usage("jawa: header `x` is missing `:`", "serve", "-H", "x", "x.wasm"),
          Wrong.usage("jawa: invalid header name", "serve", "-H", "a b: c", "x.wasm"),
          Wrong.usage("jawa: --rate-limit: invalid digit", "serve", "--rate-limit", "x", "FILE"),
          Wrong.usage(
              "jawa: --maxConcurrentRequests must be",
              "serve",
              "--max-concurrent-requests",
              "0",
              "x"),
          Wrong.usage(
              "jawa: --idle-timeout: failed to parse", "serve", "--idle-timeout", "1m", "x"),
          Wrong.usage("jawa: unknown -S / --wasi option: all", "run", "-Sall", "x.wasm"),
          Wrong.usage("jawa: -S common is the old name", "run", "-Scli,common", "x.wasm"),
          Wrong.usage("jawa: --config /no: no such file", "run", "--config", "/no", "x.wasm"),
          Wrong.usage("jawa: Missing required option: '--output=OUT'", "compile", "x.wasm"),
          Wrong.usage("jawa: which command? there is 'jawa image build'", "image"),
          Wrong.usage(
              "jawa: --name r/u:1: the tag stands apart: --name r/u --tag 1",
              "image",
              "build",
              "--name",
              "r/u:1",
              "--module",
              "x.wasm",
              "-o",
              "x.tar"),
          new Wrong(
              List.of("compile", "FILE", "-o", "/proc/no"),
              1,
              "jawa: /proc/no: cannot be made a folder: no such file or directory"),
          new Wrong(List.of("run", "/no/such.wasm"), 1, "jawa: /no/such.wasm: no such file"),
          new Wrong(List.of("run", "/"), 1, "jawa: /: cannot be read: Is a directory"));

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(Map<String, String> environment, String... args) {
    Console console =
        new Console(new PrintStream(out, true), new PrintStream(err, true), environment);
    return JawaCommand.execute(console, args);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @FieldSource("WRONG")
  void saysInOneLineWhatIsWrong(Wrong wrong) throws IOException {
    Path file = Files.writeString(folder.resolve("FILE"), "");
    String[] args =
        wrong.args.stream()
            .map(arg -> arg.equals("FILE") ? file.toString() : arg)
            .toArray(String[]::new);

    assertThat(execute(Map.of(), args)).isEqualTo(wrong.code);
    assertThat(err()).startsWith(wrong.message).hasLineCount(1);
  }

  @Test
  void saysThatItsOutputIsLost() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Console console =
        new Console(new PrintStream(full, true), new PrintStream(err, true), Map.of());

    assertThat(JawaCommand.execute(console, "completion", "bash")).isEqualTo(1);
    assertThat(err()).startsWith("jawa: <stdout>: cannot be written").hasLineCount(1);
  }

  @Test
  void addsTheStackTraceWhenAsked() {
    assertThat(execute(Map.of("JAWA_DEBUG", "1"), "run", "/no/such.wasm")).isEqualTo(1);
    assertThat(err()).contains("\tat dev.jawa.app.cli.WasmFile");
  }

  @Test
  void saysWhichConfigurationFileIsMissing() throws IOException {
    Path file = Files.writeString(folder.resolve("x.wasm"), "");

    int code = execute(Map.of("JAWA_CONFIG", "/no/such.yaml"), "run", file.toString());

    assertThat(code).isEqualTo(1);
    assertThat(err()).isEqualTo("jawa: /no/such.yaml: no such file; JAWA_CONFIG names it\n");
  }

  @Test
  void saysWhichEnginesThereAre() throws IOException {
    Path file = Files.writeString(folder.resolve("x.wasm"), "");

    assertThat(execute(Map.of(), "run", "--engine", "steam", file.toString())).isEqualTo(1);
    assertThat(err()).startsWith("jawa: no engine 'steam', choose one of: chicory").hasLineCount(1);
  }

  @Test
  void listsTheKeysOfAGroupWithoutAFile() {
    assertThat(execute(Map.of(), "serve", "-W", "help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("-W", "max-memory-size=N");
  }

  @Test
  void helpsWithACommand() {
    assertThat(execute(Map.of(), "help", "run")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("jawa run", "--invoke", "--env");
  }

  @Test
  void completionKnowsTheCommands() {
    assertThat(execute(Map.of(), "completion", "bash")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("serve", "inspect", "--no-logging-prefix", "image");
  }
}
