package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `make demo` after its build, interrupted: nothing may stay behind.
@Timeout(120)
class DemoIT {

  @TempDir private Path folder;

  @BeforeEach
  void findContainerd() {
    Optional<String> missing = ContainerdVersion.INSTALLED.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    assumeTrue(Tools.onPath("curl"), "curl is not installed");
  }

  /// @param step what the demo has just announced
  /// @param millis how long after that the signal comes; the container may be half made
  @ParameterizedTest
  @CsvSource({
    "image, 0",
    "ctr run, 100",
    "ctr run, 400",
    "curl, 0",
    "stopping, 0",
    "stopping, 100"
  })
  void leavesNothingWhenItIsInterrupted(String step, long millis) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Jawa.ROOT.resolve("scripts/demo.sh").toString(), Jawa.HELLO_HTTP.toString())
            .redirectErrorStream(true);
    builder.environment().put("TMPDIR", folder.toString());
    Process demo = builder.start();
    try (BufferedReader output = demo.inputReader()) {
      assertThat(output.lines().anyMatch(line -> line.contains("» " + step))).isTrue();
      TimeUnit.MILLISECONDS.sleep(millis);
      demo.toHandle().destroy(); // leaves the output open
      output.transferTo(Writer.nullWriter());
      assertThat(demo.waitFor(300, TimeUnit.SECONDS)).isTrue();
    } finally {
      demo.destroyForcibly();
    }
    eventually("no process is left", () -> processes().isEmpty());
    assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(folder.toString());
    assertThat(folder).isEmptyDirectory();
  }

  /// Those that know the folder by their arguments or their environment.
  private List<String> processes() {
    return ProcessHandle.allProcesses()
        .map(process -> Path.of("/proc", Long.toString(process.pid())))
        .filter(process ->
            Stream.of("cmdline", "environ")
                .anyMatch(file -> text(process.resolve(file)).contains(folder.toString())))
        .map(process -> text(process.resolve("cmdline")))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // It has ended meanwhile.
    }
  }
}
