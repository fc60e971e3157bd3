package dev.jawa.component.type;

import dev.jawa.engine.ExternType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a core module imports and exports, for matching modules against each other.
///
/// @param imports in order
/// @param exports by name, in order
public record CoreModuleType(List<Import> imports, Map<String, ExternType> exports) {
  public CoreModuleType {
    imports = List.copyOf(imports);
    exports = Collections.unmodifiableMap(new LinkedHashMap<>(exports));
  }

  /// One import.
  public record Import(String module, String name, ExternType type) {}
}
