package dev.jawa.wast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.wast.read.ScriptException;
import dev.jawa.wast.read.ScriptFile;
import dev.jawa.wast.read.TextEncoder;
import dev.jawa.wast.run.ScriptOptions;
import dev.jawa.wast.run.ScriptRunner;
import dev.jawa.wast.run.Watchdog;
import dev.jawa.wast.script.Script;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts about what those of the specification leave out. wasmtime 48 does the same in all of
/// them, if not in the same words.
class OwnScriptsTest {

  private static final List<String> ENGINES = List.of("chicory", "graalwasm");

  @ParameterizedTest
  @ValueSource(
      strings = {"channels", "flat", "illegal-values", "nesting", "refusals", "resources", "turns"})
  void passes(String name) throws IOException {
    Script script = read(name + ".wast");
    for (String engineId : ENGINES) {
      assertThat(failures(engineId, script)).as("%s on %s", name, engineId).isEmpty();
    }
  }

  private static Script read(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(OwnScriptsTest.class.getResourceAsStream("own/" + file))) {
      return ScriptFile.read(
          file, in.readAllBytes(), Path.of("."), new TextEncoder(System.getenv()));
    } catch (ScriptException e) {
      Assumptions.assumeFalse(TextEncoder.HOW_TO_GET_ONE.equals(e.getMessage()), e.getMessage());
      throw e;
    }
  }

  private static List<String> failures(String engineId, Script script) {
    List<String> failures = new ArrayList<>();
    ScriptOptions options = ScriptOptions.DEFAULT;
    try (Engine engine = Engines.create(engineId, new EngineOptions(null, true));
        ScriptRunner runner = new ScriptRunner(engine, options)) {
      Watchdog.run(
          runner,
          script,
          options.timeout(),
          (command, failure) -> {
            if (failure != null) {
              failures.add(script.file() + ":" + command.line() + ": " + failure);
            }
          });
    }
    return failures;
  }
}
