package dev.jawa.wast.read;

import dev.jawa.wast.script.Action;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Command.Failing;
import dev.jawa.wast.script.Command.Refusal;
import dev.jawa.wast.script.Script;
import dev.jawa.wast.script.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON that `wasm-tools json-from-wast` or `wast2json.py` made of a script.
final class JsonScript {

  private final String file;
  private final Path folder;

  private JsonScript(String file, Path folder) {
    this.file = file;
    this.folder = folder;
  }

  static Script read(String file, String text, Path folder) {
    JsonNode root = JsonMapper.shared().readTree(text);
    if (!root.path("commands").isArray()) {
      throw new ScriptException(file + ": is no script: it has no commands");
    }
    return new Script(file, Map.of(), new JsonScript(file, folder).commands(root.get("commands")));
  }

  private List<Command> commands(JsonNode nodes) {
    List<Command> commands = new ArrayList<>();
    for (JsonNode node : nodes) {
      try {
        commands.add(command(node));
      } catch (NumberFormatException | NullPointerException | IndexOutOfBoundsException e) {
        throw new ScriptException(
            "%s: a wrong command for line %d".formatted(file, node.path("line").asInt()), e);
      }
    }
    return commands;
  }

  private Command command(JsonNode node) {
    int line = node.get("line").asInt();
    String type = node.get("type").asString();
    return switch (type) {
      case "module" -> new Command.Module(line, name(node, "name"), source(node));
      case "module_definition" -> new Command.Definition(line, name(node, "name"), source(node));
      case "module_instance" -> instance(node, line);
      case "register" -> new Command.Register(line, string(node, "as"), name(node, "name"));
      case "action" -> new Command.Act(line, action(node.get("action")));
      case "assert_return" ->
          new Command.AssertReturn(
              line, action(node.get("action")), JsonConstants.all(node.get("expected")));
      case "assert_trap", "assert_exhaustion" -> fails(node, line, Failing.TRAP);
      case "assert_exception" -> fails(node, line, Failing.EXCEPTION);
      case "assert_suspension" -> fails(node, line, Failing.SUSPENSION);
      case "assert_malformed" -> refused(node, line, Refusal.MALFORMED);
      case "assert_invalid" -> refused(node, line, Refusal.INVALID);
      case "assert_unlinkable" -> refused(node, line, Refusal.UNLINKABLE);
      case "assert_uninstantiable" -> refused(node, line, Refusal.UNINSTANTIABLE);
      case "thread" -> thread(node, line);
      case "wait" -> new Command.Wait(line, string(node, "thread"));
      default -> new Command.Unknown(line, type);
    };
  }

  private static Command instance(JsonNode node, int line) {
    return node.has("definition_name")
        ? new Command.Instance(line, name(node, "name"), name(node, "definition_name"))
        : new Command.Instance(line, name(node, "instance"), name(node, "module"));
  }

  private static Command fails(JsonNode node, int line, Failing how) {
    return new Command.AssertFails(
        line, action(node.get("action")), how, node.path("text").asString(""));
  }

  private Command refused(JsonNode node, int line, Refusal how) {
    return new Command.AssertRefused(line, source(node), how, string(node, "text"));
  }

  /// `wast2json.py` keeps threads as tokens, which cannot be run.
  private Command thread(JsonNode node, int line) {
    return node.has("commands")
        ? new Command.Threaded(
            line, string(node, "name"), name(node, "shared_module"), commands(node.get("commands")))
        : new Command.Unknown(line, "thread");
  }

  private static Action action(JsonNode node) {
    String instance = name(node, "module");
    String field = string(node, "field");
    return string(node, "type").equals("get")
        ? new Action.Get(instance, field)
        : new Action.Invoke(instance, field, JsonConstants.all(node.get("args")));
  }

  private Source source(JsonNode node) {
    if (node.has("encode_error")) {
      return new Source.NotEncodable(string(node, "encode_error"));
    }
    if (string(node, "filename").endsWith(".wat") && !node.has("binary_filename")) {
      return new Source.NotEncodable("it is kept as text");
    }
    Path binary =
        folder.resolve(
            node.has("binary_filename")
                ? string(node, "binary_filename")
                : string(node, "filename"));
    try {
      byte[] bytes = Files.readAllBytes(binary);
      return new Source.Binary(
          bytes, node.has("component") ? node.get("component").asBoolean() : isComponent(bytes));
    } catch (IOException e) {
      throw new ScriptException(file + ": cannot read " + binary + ": " + e.getMessage(), e);
    }
  }

  /// Whether the layer field of the preamble says so.
  private static boolean isComponent(byte[] bytes) {
    return bytes.length >= 8 && bytes[6] == 1;
  }

  private static String string(JsonNode node, String field) {
    return node.get(field).asString();
  }

  private static @Nullable String name(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    String name = value.asString();
    return name.startsWith("$") ? name.substring(1) : name;
  }
}
