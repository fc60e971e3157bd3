package dev.jawa.app.duel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What was seen of a run: values by name.
final class Facts {

  private static final String NOTHING = "(nothing)";

  private final Map<String, String> values = new LinkedHashMap<>();

  void put(String name, String value) {
    values.put(name, value);
  }

  Set<String> names() {
    return values.keySet();
  }

  String get(String name) {
    return values.getOrDefault(name, NOTHING);
  }
}
