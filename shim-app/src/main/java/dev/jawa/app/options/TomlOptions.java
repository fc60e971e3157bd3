package dev.jawa.app.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// The file of `--config`: TOML with a table for each group, named as the group's long option.
///
/// ```toml
/// [wasm]
/// timeout = "30s"
/// max-memory-size = 100_000_000
///
/// [wasi]
/// inherit-network = true
/// config-var = ["mode=fast", "level=2"]
/// ```
public final class TomlOptions {

  private TomlOptions() {}

  /// Applies what the file says.
  ///
  /// @throws OptionException if it cannot be read, or says something unknown
  public static void read(Path file, OptionValues.Builder values) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new OptionException("--config " + file + ": no such file, or not readable");
    }
    JsonNode root;
    try {
      root = new TomlMapper().readTree(file.toFile());
    } catch (JacksonException e) {
      String reason = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("?");
      throw new OptionException(
          "--config %s: not valid TOML, line %d: %s"
              .formatted(file, e.getLocation() == null ? 0 : e.getLocation().getLineNr(), reason));
    }
    for (Map.Entry<String, JsonNode> table : root.properties()) {
      readTable(file, table.getKey(), table.getValue(), values);
    }
  }

  private static void readTable(
      Path file, String name, JsonNode table, OptionValues.Builder values) {
    OptionGroup group = group(file, name);
    if (!table.isObject()) {
      throw new OptionException("--config " + file + ": '" + name + "' must be a table");
    }
    for (Map.Entry<String, JsonNode> entry : table.properties()) {
      apply(file, group, entry.getKey(), entry.getValue(), values);
    }
  }

  private static OptionGroup group(Path file, String name) {
    for (OptionGroup group : OptionGroup.values()) {
      if (group.word().equals(name.toLowerCase(Locale.ROOT))) {
        return group;
      }
    }
    throw new OptionException(
        "--config "
            + file
            + ": no table '"
            + name
            + "'; there are optimize, codegen, debug, wasm,"
            + " wasi, record");
  }

  private static void apply(
      Path file, OptionGroup group, String key, JsonNode value, OptionValues.Builder values) {
    if (value.isArray()) {
      value.forEach(item -> apply(file, group, key, item, values));
      return;
    }
    if (!value.isValueNode()) {
      throw new OptionException(
          "--config %s: %s.%s must be a text, a number, a boolean or a list of them"
              .formatted(file, group.word(), key));
    }
    try {
      values.set(group, key, value.asString());
    } catch (OptionException e) {
      throw new OptionException("--config " + file + ": " + e.getMessage());
    }
  }
}
