package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `jawa duel` and `jawa engines`: both engines in one process, compiled.
class DuelIT {

  private static final Path SIGHTGLASS =
      Path.of(System.getProperty("jawa.shared"), "benchmarks/sightglass");

  /// Left out, and why.
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "shootout/shootout-ed25519.wasm",
          "one function of 64 KB, which Truffle does not compile: minutes on GraalWasm");

  @TempDir private Path folder;
  private Jawa jawa;

  @BeforeEach
  void findDistribution() {
    jawa = new Jawa(folder, "chicory");
  }

  static List<String> programs() throws IOException {
    try (Stream<Path> files = Files.walk(SIGHTGLASS)) {
      return files
          .filter(file -> file.toString().endsWith(".wasm"))
          .map(file -> SIGHTGLASS.relativize(file).toString())
          .filter(name -> !LEFT_OUT.containsKey(name))
          .sorted()
          .toList();
    }
  }

  @Test
  void leavesOutOnlyWhatIsThere() {
    assertThat(LEFT_OUT.keySet()).allMatch(name -> Files.exists(SIGHTGLASS.resolve(name)));
  }

  /// Results, output, traps and memory, as `jawa duel` compares them.
  @ParameterizedTest
  @MethodSource("programs")
  void enginesAgreeOnBenchmarks(String name) throws Exception {
    Path program = SIGHTGLASS.resolve(name);
    copyInputs(program.getParent());

    Ended ended =
        jawa.run("duel", "--timeout", "600s", "--dir", folder + "::.", program.toString());

    assertThat(ended.out()).contains("the engines agree");
    assertThat(ended.code()).isZero();
  }

  /// Where there is a small input it takes the place of the usual one.
  private void copyInputs(Path from) throws Exception {
    try (Stream<Path> files = Files.list(from)) {
      for (Path input :
          files.filter(file -> file.toString().contains(".input")).sorted().toList()) {
        String name = input.getFileName().toString().replace("small.", "default.");
        // The guest sees when the file was read last, which the first engine's run would change.
        Files.setAttribute(
            jawa.file(name, Files.readAllBytes(input)),
            "lastAccessTime",
            FileTime.from(Instant.now().plusSeconds(3600)));
      }
    }
  }

  @Test
  void aModuleThatOneEngineRefusesIsNoDraw() throws Exception {
    // A function type with a vector.
    byte[] vector = HexFormat.of().parseHex("0061736d01000000" + "0105016000017b");

    Ended ended = jawa.run("duel", jawa.file("vector.wasm", vector).toString());

    assertThat(ended.out()).contains("simd proposal, which engine chicory does not support");
    assertThat(ended.code()).isOne();
  }

  /// The distribution's launcher in a copy of it, made of links.
  private Path copyWithout(Predicate<Path> removed) throws IOException {
    Path copy = folder.resolve("jawa");
    Files.createDirectories(copy.resolve("bin"));
    Files.createSymbolicLink(copy.resolve("conf"), Jawa.DIST.resolve("conf"));
    link(Jawa.DIST.resolve("lib"), copy.resolve("lib"), removed);
    return Files.copy(Jawa.DIST.resolve("bin/jawa"), copy.resolve("bin/jawa"));
  }

  private static void link(Path from, Path to, Predicate<Path> removed) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.filter(removed.negate()).toList()) {
        Path name = to.resolve(entry.getFileName());
        if (entry.endsWith("core")) {
          link(entry, name, removed);
        } else if (entry.endsWith("jawa.jar")) {
          // Java follows a link before it looks for what is beside it.
          Files.copy(entry, name);
        } else {
          Files.createSymbolicLink(name, entry);
        }
      }
    }
  }

  @Test
  void anEngineCanBeRemoved() throws Exception {
    Path launcher = copyWithout(path -> path.endsWith("graalwasm"));

    Ended chosen = run(launcher, "run", "--engine", "graalwasm", Jawa.COUNT_LINES.toString());
    Ended automatic = run(launcher, "run", "--engine", "auto", Jawa.COUNT_LINES.toString());

    assertThat(chosen.err())
        .startsWith("jawa: engine graalwasm is not available: ")
        .contains("lib/graalwasm is missing")
        .hasLineCount(1);
    assertThat(chosen.code()).isOne();
    assertThat(automatic).isEqualTo(new Ended(0, "0 -\n", ""));
  }

  @Test
  void theDefaultEngineCanBeRemoved() throws Exception {
    Path launcher = copyWithout(path -> path.getFileName().toString().startsWith("engine-chicory"));

    Ended chosen = run(launcher, "run", Jawa.COUNT_LINES.toString());
    Ended other = run(launcher, "run", "--engine", "graalwasm", Jawa.COUNT_LINES.toString());
    Ended automatic = run(launcher, "run", "--engine", "auto", Jawa.COUNT_LINES.toString());

    assertThat(chosen)
        .isEqualTo(new Ended(1, "", "jawa: no engine 'chicory', choose one of: graalwasm\n"));
    assertThat(other).isEqualTo(new Ended(0, "0 -\n", ""));
    assertThat(automatic).isEqualTo(new Ended(0, "0 -\n", ""));
  }

  private Ended run(Path launcher, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    var out = Jawa.read(process.getInputStream());
    var err = Jawa.read(process.getErrorStream());
    return new Ended(process.waitFor(), out.get(), err.get());
  }

  @Test
  void listsWhatBothEnginesCan() throws Exception {
    Ended ended = jawa.run("engines");

    assertThat(ended.out().lines())
        .contains("chicory 1.7.5 (default)", "graalwasm 25.0.2")
        .anyMatch(line -> line.matches("simd +no +yes"))
        .anyMatch(line -> line.matches("gc +yes +no"));
    assertThat(ended.out()).doesNotContain("without its compiler");
  }
}
