package dev.jawa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What `lib/launch.sh` finds of the engine before there is a JVM.
class LaunchScriptTest {

  private static final Path SCRIPT =
      Path.of(System.getProperty("jawa.root"), "shim-app/src/main/dist/lib/launch.sh");

  @TempDir private Path folder;

  record Case(String name, String variable, String file, String engine) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Case> CASES =
      List.of(
          new Case("nothing", "", "", ""),
          new Case("the variable", "auto", "jawa:\n  engine: graalwasm\n", "auto"),
          new Case("the file", "", "jawa:\n  engine: graalwasm\n", "graalwasm"),
          new Case("behind other settings", "", "jawa:\n  a: b\n  engine: auto\n", "auto"),
          new Case("in quotes", "", "jawa:\n  engine: \"graalwasm\"\n", "graalwasm"),
          new Case("with a remark", "", "jawa:\n  engine: graalwasm # fast\n", "graalwasm"),
          new Case("without an end of the line", "", "jawa:\n  engine: graalwasm", "graalwasm"),
          new Case("as a remark", "", "jawa:\n  # engine: graalwasm\n", ""),
          new Case("of somebody else", "", "other:\n  engine: graalwasm\n", ""),
          new Case("below somebody else", "", "jawa:\n  a: b\nother:\n  engine: x\n", ""));

  @ParameterizedTest
  @FieldSource("CASES")
  void findsTheEngine(Case test) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("jawa.yaml"), test.file());
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            ". \"$0\"; jawa_find_engine; printf %s \"$jawa_engine\"",
            SCRIPT.toString());
    builder.environment().put("JAWA_CONFIG", file.toString());
    builder.environment().put("JAWA_ENGINE", test.variable());
    Process process = builder.start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(test.engine());
    assertThat(process.waitFor()).isZero();
  }
}
