package dev.jawa.wasi.preview1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every program of the WASI test suite for preview 1, on both engines: it passes, or
/// `known-failures.txt` says why not. A program that is listed there and passes fails the build
/// too. Interpreted, as each runs but for a moment; the launcher's own tests run compiled guests.
class WasiSuiteTest {

  private static final Path SUITE =
      Path.of(System.getProperty("jawa.shared"), "conformance/wasi-testsuite/wasip1");

  private static final List<String> ENGINES = List.of("chicory", "graalwasm");

  private static final Map<String, Engine> engines = new HashMap<>();

  /// A program on an engine, no program where the suite is not there.
  record Case(String engine, Optional<SuiteProgram> program) {
    @Override
    public String toString() {
      return program.map(SuiteProgram::id).orElse("no suite") + " on " + engine;
    }
  }

  @TempDir private Path temporary;

  @BeforeAll
  static void startEngine() {
    ENGINES.forEach(id -> engines.put(id, Engines.create(id, new EngineOptions(null, true))));
  }

  @AfterAll
  static void stopEngine() {
    engines.values().forEach(Engine::close);
  }

  static List<Case> cases() {
    List<Optional<SuiteProgram>> programs =
        Files.isDirectory(SUITE)
            ? SuiteProgram.below(SUITE).stream().map(Optional::of).toList()
            : List.of(Optional.empty());
    return ENGINES.stream()
        .flatMap(engine -> programs.stream().map(program -> new Case(engine, program)))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void behavesAsTheSuiteSays(Case present) throws IOException {
    assumeTrue(present.program().isPresent(), "wasi-testsuite is not at " + SUITE);
    SuiteProgram program = present.program().get();
    Engine engine = engines.get(present.engine());
    String failure = failureOf(engine, program);
    String known = knownFailures().get(program.id());
    if (known == null) {
      assertThat(failure).as(program.id()).isEmpty();
    } else {
      assertThat(failure).as("listed as failing, but passes: " + program.id()).isNotEmpty();
    }
  }

  @Test
  void listsOnlyProgramsThatExist() throws IOException {
    assumeTrue(Files.isDirectory(SUITE), "wasi-testsuite is not at " + SUITE);
    List<String> ids = SuiteProgram.below(SUITE).stream().map(SuiteProgram::id).toList();
    assertThat(ids).hasSizeGreaterThanOrEqualTo(72).containsAll(knownFailures().keySet());
  }

  /// What is wrong with a run, empty if nothing.
  private String failureOf(Engine engine, SuiteProgram program) throws IOException {
    try {
      GuestRun run = run(engine, program);
      if (run.exitCode() != program.exitCode()) {
        return "exit code " + run.exitCode() + ", stderr: " + run.stderr();
      }
      return program.stdout().isEmpty() || run.stdout().equals(program.stdout())
          ? ""
          : "stdout: " + run.stdout();
    } catch (Trap trap) {
      return "trap: " + trap.getMessage();
    }
  }

  private GuestRun run(Engine engine, SuiteProgram program) throws IOException {
    List<Preopen> preopens = List.of();
    if (program.hasRoot()) {
      Path root = temporary.resolve("root");
      copy(program.root(), root);
      preopens = List.of(new Preopen("/", LinuxDirectory.open(root, Access.READ_WRITE)));
    }
    return GuestRun.of(
        engine,
        Files.readAllBytes(program.wasm()),
        new GuestRun.Setup(program.args(), program.environment(), "", preopens));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            // Not Files.copy: the originals may be read-only.
            Files.write(to.resolve(from.relativize(file)), Files.readAllBytes(file));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /// Reasons by program.
  private static Map<String, String> knownFailures() {
    try (var lines = WasiSuiteTest.class.getResourceAsStream("known-failures.txt")) {
      return new String(lines.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\s+", 2))
          .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
