package dev.jawa.testkit;

import dev.jawa.testkit.WastScript.Action;
import dev.jawa.testkit.WastScript.Command;
import dev.jawa.testkit.WastScript.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the JSON that `wast2json.py` writes.
final class WastReader {

  private final Path directory;

  private WastReader(Path directory) {
    this.directory = directory;
  }

  static WastScript read(Path json) {
    JsonNode root = JsonMapper.shared().readTree(json);
    WastReader reader = new WastReader(Objects.requireNonNull(json.toAbsolutePath().getParent()));
    List<Command> commands = new ArrayList<>();
    root.get("commands").forEach(node -> commands.add(reader.command(node)));
    return new WastScript(root.get("source_filename").asString(), commands);
  }

  private Command command(JsonNode node) {
    int line = node.get("line").asInt();
    String type = node.get("type").asString();
    return switch (type) {
      case "module" -> new Command.Module(line, text(node, "name"), source(node));
      case "module_definition" -> new Command.Definition(line, text(node, "name"), source(node));
      case "module_instance" ->
          new Command.Instance(line, text(node, "name"), text(node, "definition_name"));
      case "register" -> new Command.Register(line, node.get("as").asString(), text(node, "name"));
      case "action" -> new Command.Act(line, action(node.get("action")));
      case "assert_return" ->
          new Command.AssertReturn(line, action(node.get("action")), values(node.get("expected")));
      case "assert_trap", "assert_exhaustion", "assert_exception" ->
          new Command.AssertTrap(line, action(node.get("action")), node.get("text").asString());
      case "assert_invalid", "assert_malformed", "assert_unlinkable", "assert_uninstantiable" ->
          new Command.AssertRefused(line, failure(type), source(node), node.get("text").asString());
      default -> new Command.Unknown(line, type);
    };
  }

  private static WastTarget.Failure failure(String type) {
    return switch (type) {
      case "assert_invalid" -> WastTarget.Failure.INVALID;
      case "assert_malformed" -> WastTarget.Failure.MALFORMED;
      case "assert_unlinkable" -> WastTarget.Failure.UNLINKABLE;
      default -> WastTarget.Failure.TRAP;
    };
  }

  private Source source(JsonNode node) {
    String refused = text(node, "encode_error");
    return refused != null
        ? new Source.NotEncodable(refused)
        : new Source.Binary(
            directory.resolve(node.get("filename").asString()), node.get("component").asBoolean());
  }

  private static Action action(JsonNode node) {
    return new Action(
        Action.Kind.valueOf(node.get("type").asString().toUpperCase(Locale.ROOT)),
        text(node, "module"),
        node.get("field").asString(),
        values(node.get("args")));
  }

  private static List<WastValue> values(JsonNode nodes) {
    List<WastValue> values = new ArrayList<>();
    nodes.forEach(node -> values.add(value(node)));
    return values;
  }

  private static WastValue value(JsonNode node) {
    List<WastValue.Part> parts = new ArrayList<>();
    for (JsonNode part : node.get("value")) {
      parts.add(
          part.isObject()
              ? new WastValue.Part.Nested(value(part))
              : new WastValue.Part.Atom(part.asString()));
    }
    return new WastValue(node.get("type").asString(), parts);
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value.asString();
  }
}
