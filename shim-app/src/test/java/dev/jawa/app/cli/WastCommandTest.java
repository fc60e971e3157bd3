package dev.jawa.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WastCommandTest {

  private static final String EMPTY = "(module binary \"\\00asm\\01\\00\\00\\00\")\n";

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Object... args) {
    Console console = new Console(new PrintStream(out), new PrintStream(err), Map.of("PATH", ""));
    String[] texts = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      texts[i] = args[i].toString();
    }
    return JawaCommand.execute(console, texts);
  }

  private Path script(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void printsALineForEachFileAndWhatFailed() throws IOException {
    Path good = script("good.wast", EMPTY);
    Path bad = script("bad.wast", EMPTY + "(invoke \"f\")\n");
    assertThat(run("wast", good, bad)).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            %s: passed: 1 passed, 0 failed
            %s: failed: 1 passed, 1 failed
              %s:2: expected no trap, got not possible: there is no function f
            """
                .formatted(good, bad, bad));
  }

  @Test
  void saysHowToGetAnEncoderInOneLine() throws IOException {
    Path text = script("text.wast", "(module (func))");
    assertThat(run("wast", text)).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "jawa: "
                + text
                + ": text needs an encoder: install wasm-tools (cargo install wasm-tools)"
                + " or PyPI's wasmtime (pip install wasmtime)\n");
  }

  @Test
  void wantsAFile() {
    assertThat(run("wast")).isEqualTo(2);
    assertThat(run("wast", folder.resolve("none.wast"))).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("FILE is missing", "no such file");
  }
}
