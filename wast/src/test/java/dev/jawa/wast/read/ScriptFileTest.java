package dev.jawa.wast.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.wast.script.Action;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Command.Failing;
import dev.jawa.wast.script.Command.Refusal;
import dev.jawa.wast.script.Const;
import dev.jawa.wast.script.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptFileTest {

  private static final TextEncoder NO_ENCODER = new TextEncoder(Map.of("PATH", ""));

  @TempDir Path folder;

  private Script read(String text) {
    return ScriptFile.read("a.wast", text.getBytes(StandardCharsets.UTF_8), folder, NO_ENCODER);
  }

  @Test
  void readsTheCommandsOfAText() {
    Script script =
        read(
            """
            ;;! component_model_map = false
            ;;! name = "x"
            (module $m binary "\\00asm" "\\01\\00\\00\\00") (; a (; nested ;)
            comment ;)
            (module definition $d binary "")
            (component instance $i $d)
            (register "there" $m)
            (invoke $m "f" (i32.const 0xffff_ffff))
            (assert_return (get "g") (either (i64.const 1) (f32.const nan:canonical)))
            (assert_trap (invoke "f") "boom")
            (assert_exception (invoke "f"))
            (assert_trap (module binary "") "boom")
            (assert_malformed (module binary "a") "magic")
            (thread $t (shared (module $m)) (invoke "f"))
            (wait $t)
            (something)
            """);
    assertThat(script.switches()).containsExactly(Map.entry("component_model_map", false));
    List<Command> commands = script.commands();
    assertThat(commands.stream().map(Command::line))
        .containsExactly(3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    assertThat(commands.get(2)).isEqualTo(new Command.Instance(6, "i", "d"));
    assertThat(commands.get(3)).isEqualTo(new Command.Register(7, "there", "m"));
    assertThat(commands.get(4))
        .isEqualTo(
            new Command.Act(
                8, new Action.Invoke("m", "f", List.of(new Const.Int(Const.IntType.I32, -1)))));
    assertThat(commands.get(6))
        .isEqualTo(
            new Command.AssertFails(
                10, new Action.Invoke(null, "f", List.of()), Failing.TRAP, "boom"));
    assertThat(commands.get(8))
        .isInstanceOfSatisfying(
            Command.AssertRefused.class,
            refused -> assertThat(refused.how()).isEqualTo(Refusal.UNINSTANTIABLE));
    assertThat(commands.get(10))
        .isInstanceOfSatisfying(
            Command.Threaded.class, thread -> assertThat(thread.shared()).isEqualTo("m"));
    assertThat(commands.getLast()).isEqualTo(new Command.Unknown(16, "something"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(f32.const -0x1.8p1)|(f32.const -3.0)",
        "(f64.const nan:0x8000000000001)|(f64.const nan:0x8000000000001)",
        "(f32.const nan:arithmetic)|(f32.const nan:arithmetic)",
        "(u64.const 18446744073709551615)|(u64.const 18446744073709551615)",
        "(s8.const 0xff)|(s8.const -1)",
        "(str.const \"a\\u{263a}\\0a\")|(str.const \"a☺\\n\")",
        "(record.const (field \"a\" u8.const 1))|(record.const (field \"a\" (u8.const 1)))",
        "(variant.const \"a\" (tuple.const))|(variant.const \"a\" (tuple.const))",
        "(result.err)|(result.err)",
        "(map.const (entry (u8.const 1) (option.none)))|(map.const (entry (u8.const 1)"
            + " (option.none)))",
        "(flags.const \"a\" \"b\")|(flags.const \"a\" \"b\")",
        "(ref.null extern)|(ref.null extern)",
        "(ref.extern 3)|(ref.extern 3)"
      })
  void readsConstantsAndPrintsThem(String text, String printed) {
    Script script = read("(module binary \"\")(assert_return (invoke \"f\") " + text + ")");
    assertThat(((Command.AssertReturn) script.commands().getLast()).expected())
        .singleElement()
        .hasToString(printed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "(invoke|a.wast:1: a parenthesis is never closed",
        "(invoke \"f\"))|a.wast:1: a parenthesis too many",
        "(invoke \"f)|a.wast:1: a string is never closed",
        "(invoke \"\\zz\")|a.wast:1: a wrong escape in a string",
        "(assert_return (invoke \"f\") (u8.const x))|a.wast:1: line 1: a wrong constant u8.const",
        "(assert_return)|a.wast:1: a wrong assert_return",
        "{\"commands\": 1}|a.wast: is no script: it has no commands"
      })
  void saysWhereAScriptIsWrong(String text, String message) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(ScriptException.class).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(@a , ; ] [ }} }x{ ({) ,{{};}]; ; }))",
        "(@a ;;b)\n))",
        "(@a x;y;;z\n))",
        "(@a x;(;y;)))",
        "(@\"a \\\" b\" \"\"x\"\"))"
      })
  void readsAnnotationsWithAnyCharacters(String end) {
    assertThat(read("(invoke \"f\")(something " + end).commands()).hasSize(2);
  }

  @Test
  void readsTheJsonOfBothConverters() throws IOException {
    Files.write(folder.resolve("a.0.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    Script wasmTools =
        read(
            """
            {"commands": [
              {"type": "module", "line": 1, "name": "m", "filename": "a.0.wasm", "module_type": "binary"},
              {"type": "assert_return", "line": 2,
               "action": {"type": "invoke", "module": "m", "field": "f", "args": [{"type": "f32", "value": "1069547520"}]},
               "expected": [{"type": "record", "value": [["a", {"type": "option", "value": null}]]}]}]}
            """);
    Script wast2json =
        read(
            """
            {"commands": [
              {"type": "module", "line": 1, "name": "$m", "filename": "a.0.wasm", "component": false},
              {"type": "assert_return", "line": 2,
               "action": {"type": "invoke", "module": "$m", "field": "f",
                          "args": [{"type": "f32.const", "value": ["1.5"]}]},
               "expected": [{"type": "record.const", "value": [
                 {"type": "field", "value": ["\\"a\\"", "option.none"]}]}]}]}
            """);
    assertThat(wasmTools.commands().get(1)).isEqualTo(wast2json.commands().get(1));
    assertThat(((Command.Module) wasmTools.commands().getFirst()).name()).isEqualTo("m");
  }
}
