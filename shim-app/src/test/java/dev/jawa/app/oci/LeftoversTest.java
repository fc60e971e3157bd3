package dev.jawa.app.oci;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeftoversTest {

  @TempDir private Path folder;

  private final List<String> reports = new ArrayList<>();
  private Path tasks;
  private Path called;

  @BeforeEach
  void prepare() throws IOException {
    tasks = Files.createDirectories(folder.resolve("tasks"));
    called = folder.resolve("called");
    Files.writeString(tasks.resolve(".pause"), "a file that all share");
    task("gone");
    task("stuck");
  }

  private void task(String id) throws IOException {
    Path task = Files.createDirectories(tasks.resolve(id).resolve("layers"));
    Files.writeString(task.resolve("1.wasm"), "x");
    Files.writeString(tasks.resolve(id).resolve("config.json"), "{\"linux\":{}}");
  }

  /// An OCI runtime that writes down what it is asked for, and fails for one container.
  private Runc runtime(String failingFor) throws IOException {
    Path program = folder.resolve("runc");
    Files.writeString(
        program,
        """
        #!/bin/sh
        for last; do :; done
        echo "$*" >>%s
        [ "$last" != %s ]
        """
            .formatted(called, failingFor));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new Runc(program.toString(), folder.resolve("state"));
  }

  @Test
  void takesAwayContainersWithTheirFolders() throws IOException {
    new Leftovers(tasks, runtime("nothing")).takeAway(reports::add);

    assertThat(tasks.resolve("gone")).doesNotExist();
    assertThat(tasks.resolve("stuck")).doesNotExist();
    assertThat(tasks.resolve(".pause")).exists();
    assertThat(Files.readAllLines(called))
        .satisfiesExactly(
            line -> assertThat(line).endsWith("delete --force gone"),
            line -> assertThat(line).endsWith("delete --force stuck"));
    assertThat(reports)
        .containsExactly(
            "took away what was left of container gone",
            "took away what was left of container stuck");
  }

  @Test
  void keepsForTheNextTimeWhatTheRuntimeCouldNotDelete() throws IOException {
    new Leftovers(tasks, runtime("stuck")).takeAway(reports::add);

    assertThat(tasks.resolve("gone")).doesNotExist();
    assertThat(tasks.resolve("stuck").resolve("config.json")).exists();
    assertThat(reports.getLast()).startsWith("cannot take away what is left of container stuck: ");

    new Leftovers(tasks, runtime("nothing")).takeAway(reports::add);
    assertThat(tasks.resolve("stuck")).doesNotExist();
  }

  /// Who made the container was killed while he wrote it, or before, or its disk was full.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"linux\":{\"cgroupsPa",
        "{\"linux\":{\"cgroupsPath\":7}}",
        "[]",
        "\0\0",
        "{\"hostname\":\"\u00ff"
      })
  void takesAwayAContainerWhoseConfigurationIsHalfWritten(String text) throws IOException {
    Files.write(tasks.resolve("gone/config.json"), text.getBytes(ISO_8859_1));
    Files.delete(tasks.resolve("stuck/config.json"));

    new Leftovers(tasks, runtime("nothing")).takeAway(reports::add);

    assertThat(tasks.resolve("gone")).doesNotExist();
    assertThat(tasks.resolve("stuck")).doesNotExist();
    assertThat(reports)
        .containsExactly(
            "took away what was left of container gone",
            "took away what was left of container stuck");
  }
}
