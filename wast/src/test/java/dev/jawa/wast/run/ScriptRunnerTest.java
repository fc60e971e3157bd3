package dev.jawa.wast.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.wast.read.ScriptFile;
import dev.jawa.wast.read.TextEncoder;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Script;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptRunnerTest {

  /// Exports `id: [i32] -> [i32]`, `nan: [] -> [f32]`, `boom`, `forever`, and the global `g` of 7.
  private static final String MODULE =
      """
      (module $m binary "\\00asm\\01\\00\\00\\00"
        "\\01\\0d\\03" "\\60\\01\\7f\\01\\7f" "\\60\\00\\01\\7d" "\\60\\00\\00"
        "\\03\\05\\04\\00\\01\\02\\02"
        "\\06\\06\\01\\7f\\00\\41\\07\\0b"
        "\\07\\21\\05" "\\02id\\00\\00" "\\03nan\\00\\01" "\\04boom\\00\\02" "\\07forever\\00\\03" "\\01g\\03\\00"
        "\\0a\\1a\\04" "\\04\\00\\20\\00\\0b" "\\07\\00\\43\\00\\00\\c0\\7f\\0b" "\\03\\00\\00\\0b" "\\07\\00\\03\\40\\0c\\00\\0b\\0b")
      """;

  /// Lifts `f: func() -> string` with a 64-bit memory.
  private static final String WITH_MEMORY64 =
      "\\00\\61\\73\\6d\\0d\\00\\01\\00\\01\\2b\\00\\61\\73\\6d\\01\\00\\00\\00\\01\\05"
          + "\\01\\60\\00\\01\\7e\\03\\02\\01\\00\\05\\03\\01\\04\\01\\07\\09\\02\\01\\6d\\02"
          + "\\00\\01\\66\\00\\00\\0a\\06\\01\\04\\00\\42\\00\\0b\\02\\04\\01\\00\\00\\00\\07"
          + "\\05\\01\\40\\00\\00\\73\\06\\0d\\02\\00\\00\\01\\00\\01\\66\\00\\02\\01\\00\\01"
          + "\\6d\\08\\08\\01\\00\\00\\00\\01\\03\\00\\00\\0b\\07\\01\\00\\01\\66\\01\\00\\00";

  private static List<String> failures(String commands, ScriptOptions options) {
    return failures("chicory", commands, options);
  }

  private static List<String> failures(String engineId, String commands, ScriptOptions options) {
    Script script =
        ScriptFile.read(
            "a.wast",
            (MODULE + commands).getBytes(StandardCharsets.UTF_8),
            Path.of("."),
            new TextEncoder(Map.of()));
    List<String> failures = new ArrayList<>();
    try (Engine engine = Engines.create(engineId, new EngineOptions(null, true));
        ScriptRunner runner = new ScriptRunner(engine, options)) {
      Watchdog.run(
          runner,
          script,
          options.timeout(),
          (Command _, Failure failure) -> {
            if (failure != null) {
              failures.add(failure.toString());
            }
          });
    }
    return failures;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(invoke \"id\" (i32.const 1))",
        "(assert_return (invoke $m \"id\" (i32.const -5)) (i32.const -5))",
        "(assert_return (invoke \"id\" (i32.const 2)) (either (i32.const 1) (i32.const 2)))",
        "(assert_return (invoke \"nan\") (f32.const nan:canonical))",
        "(assert_return (get $m \"g\") (i32.const 7))",
        "(assert_trap (invoke \"boom\") \"unreachable\")",
        "(assert_malformed (module binary \"abc\") \"whatever\")",
        "(assert_invalid (component binary \"\\00asm\\0d\\00\\01\\00\") \"exporting a component"
            + " from the root component is not supported\")",
        "(register \"there\" $m)(invoke $m \"id\" (i32.const 1))",
        "(thread $t (module binary \"\\00asm\\01\\00\\00\\00\"))(wait $t)"
      })
  void passes(String commands) {
    assertThat(failures(commands, ScriptOptions.DEFAULT)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(assert_return (invoke \"id\" (i32.const 1)) (i32.const 2))|expected (i32.const 2), got"
            + " (i32.const 1)",
        "(assert_return (invoke \"id\" (i32.const 1)))|expected nothing, got (i32.const 1)",
        "(assert_return (invoke \"id\" (i64.const 1)))|expected nothing, got not possible:"
            + " (i64.const 1) cannot be passed as i32",
        "(assert_return (invoke \"none\"))|expected nothing, got not possible: there is no function"
            + " none",
        "(assert_return (invoke $n \"id\"))|expected nothing, got not possible: there is no"
            + " instance n",
        "(invoke \"boom\")|expected no trap, got a trap: wasm trap: wasm `unreachable` instruction"
            + " executed",
        "(assert_trap (invoke \"boom\") \"overflow\")|expected a trap: overflow, got a trap: wasm"
            + " trap: wasm `unreachable` instruction executed",
        "(assert_trap (invoke \"nan\") \"x\")|expected a trap: x, got no error, but [(f32.const"
            + " nan:0x400000)]",
        "(assert_malformed (module binary \"\\00asm\\01\\00\\00\\00\") \"x\")|expected malformed:"
            + " x, got no error",
        "(wait $t)|expected a thread, got none that is called t",
        "(whatever)|expected a directive, got 'whatever', which is not known here"
      })
  void saysWhatWasExpectedAndWhatCame(String commands, String failure) {
    assertThat(failures(commands, ScriptOptions.DEFAULT)).containsExactly(failure);
  }

  @ParameterizedTest
  @CsvSource({
    "chicory,the module uses the memory64 proposal",
    "graalwasm,gives a 64-bit memory to the canonical ABI"
  })
  void refusesMemory64ByName(String engineId, String words) {
    Assumptions.assumeTrue(
        Engines.providers().stream()
            .anyMatch(one -> one.id().equals(engineId) && one.unavailableReason() == null));

    assertThat(
            failures(
                engineId, "(component binary \"" + WITH_MEMORY64 + "\")", ScriptOptions.DEFAULT))
        .singleElement()
        .asString()
        .contains("not supported here: ", words);
  }

  @Test
  void endsWhatTakesTooLong() {
    ScriptOptions standard = ScriptOptions.DEFAULT;
    ScriptOptions hasty =
        new ScriptOptions(
            standard.gates(),
            standard.limits(),
            standard.componentLimits(),
            Duration.ofMillis(200));
    assertThat(failures("(invoke \"forever\")", hasty))
        .containsExactly("expected no trap, got a trap: wasm trap: interrupt");
  }
}
