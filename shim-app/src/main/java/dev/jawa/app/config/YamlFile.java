package dev.jawa.app.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// A YAML file as flat names, in the way Spring flattens it: `jawa.http.addr`, `list[0]`.
final class YamlFile {

  private YamlFile() {}

  static Map<String, String> read(Path path) {
    Map<String, String> flat = new LinkedHashMap<>();
    try (Reader reader = Files.newBufferedReader(path)) {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      for (Object document : yaml.loadAll(reader)) {
        flatten("", document, flat);
      }
      return flat;
    } catch (IOException e) {
      throw new ConfigurationException(path + ": cannot be read: " + e.getMessage());
    } catch (YAMLException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("not valid");
      throw new ConfigurationException(path + ": not valid YAML: " + reason);
    }
  }

  private static void flatten(String name, @Nullable Object value, Map<String, String> into) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach(
              (key, inner) -> flatten(name.isEmpty() ? key + "" : name + "." + key, inner, into));
      case Collection<?> list -> {
        int i = 0;
        for (Object inner : list) {
          flatten(name + "[" + i++ + "]", inner, into);
        }
      }
      case null -> {}
      default -> into.put(name, value.toString());
    }
  }
}
