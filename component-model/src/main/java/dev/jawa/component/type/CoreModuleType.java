package dev.jawa.component.type;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a core module imports and exports, resolved, for matching modules against each other.
///
/// @param imports in order
/// @param exports by name, in order
public record CoreModuleType(List<Import> imports, Map<String, CoreExternDesc> exports) {
  public CoreModuleType {
    imports = List.copyOf(imports);
    exports = Collections.unmodifiableMap(new LinkedHashMap<>(exports));
  }

  /// One import.
  public record Import(String module, String name, CoreExternDesc type) {}
}
