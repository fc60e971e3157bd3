package dev.jawa.app.duel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.engine.binary.CoreModules;
import dev.jawa.wast.read.ScriptException;
import dev.jawa.wast.read.ScriptFile;
import dev.jawa.wast.read.TextEncoder;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DuelTest {

  private static final Path SCRIPTS =
      Path.of(System.getProperty("jawa.shared"), "conformance/component-model");

  /// `(module (memory (export "m") 1) (func (export "f") (param i32) (result i32) …))`: stores its
  /// parameter, divides by it
  private static final String DIVIDE =
      """
      0106 0160017f017f 0302 0100 0503 010001 0709 02 016d0200 01660000
      0a11 01 0f 00 4100 2000 360200 41e400 2000 6d 0b\
      """;

  /// A function that calls itself without end and counts in an exported global how often.
  private static final String COUNT_DEPTH =
      "0104 01600000 0302 0100 0606 017f0141000b 0709 02 01670300 01660000"
          + "0a0d 01 0b 00 2300 4101 6a 2400 1000 0b";

  private static final String VECTOR = "0105 0160 00017b";

  private static final List<Engine> engines = new ArrayList<>();

  private final Duel duel =
      new Duel(new DuelInput(List.of("duel"), new byte[0], List::of), Duration.ofSeconds(20));

  @BeforeAll
  static void start() {
    // As users run it: what its compiler makes of a module is what may be wrong.
    engines.add(Engines.create("chicory", EngineOptions.DEFAULT));
    engines.add(Engines.create("graalwasm", new EngineOptions(null, true)));
  }

  @AfterAll
  static void stop() {
    engines.forEach(Engine::close);
  }

  private static byte[] wasm(String sections) {
    return HexFormat.of().parseHex("0061736d01000000" + sections.replaceAll("\\s", ""));
  }

  @Test
  void endsInADrawWhereEnginesAgree() {
    Duel.Verdict verdict = duel.of(wasm(DIVIDE), engines);

    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.isDraw()).isTrue();
    // Result, stdout, stderr, host calls and memory of the start and of three calls.
    assertThat(verdict.facts()).isEqualTo(4 * 5);
  }

  @Test
  void findsWhatDiffers() {
    Duel.Verdict verdict = duel.of(wasm(COUNT_DEPTH), engines);

    assertThat(verdict.isDraw()).isFalse();
    assertThat(verdict.differences())
        .isNotEmpty()
        .allMatch(line -> line.contains("global g: {chicory=") && line.contains("graalwasm="));
  }

  @Test
  void isNotADrawIfOneEngineRefuses() {
    Duel.Verdict verdict = duel.of(wasm(VECTOR), engines);

    assertThat(verdict.refusals()).containsOnlyKeys("chicory");
    assertThat(verdict.isDraw()).isFalse();
  }

  @Test
  void runsNothingThatImportsMoreThanFunctions() {
    assertThatThrownBy(() -> duel.of(wasm("0208 01 016d 016d 020001"), engines))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageContaining("\"m\" \"m\"");
  }

  /// Differences that are the engines' own and allowed: none so far.
  @Test
  void enginesAgreeOnTheModulesOfTheScripts() throws IOException {
    assumeTrue(Files.isDirectory(SCRIPTS), "the scripts are not at " + SCRIPTS);
    List<byte[]> modules = modules();
    List<String> differences = new ArrayList<>();
    int draws = 0;
    for (byte[] module : modules) {
      try {
        Duel.Verdict verdict = duel.of(module, engines);
        differences.addAll(verdict.differences());
        draws += verdict.isDraw() ? 1 : 0;
      } catch (UnlinkableException e) {
        // A duel has no memories and tables to give.
      }
    }

    assertThat(differences).isEmpty();
    assertThat(draws).as("of %d modules", modules.size()).isGreaterThan(100);
  }

  private static List<byte[]> modules() throws IOException {
    List<byte[]> modules = new ArrayList<>();
    TextEncoder encoder = new TextEncoder(System.getenv());
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".wast")).sorted().toList()) {
        var script =
            ScriptFile.read(
                file.getFileName().toString(),
                Files.readAllBytes(file),
                Objects.requireNonNull(file.getParent()),
                encoder);
        for (Command command : script.commands()) {
          if (source(command) instanceof Source.Binary(byte[] bytes, boolean _)) {
            modules.addAll(CoreModules.in(bytes));
          }
        }
      }
    } catch (ScriptException e) {
      assumeTrue(!TextEncoder.HOW_TO_GET_ONE.equals(e.getMessage()), e.getMessage());
      throw e;
    }
    return modules;
  }

  private static Source source(Command command) {
    return switch (command) {
      case Command.Module module -> module.source();
      case Command.Definition definition -> definition.source();
      default -> new Source.NotEncodable("it defines nothing");
    };
  }
}
