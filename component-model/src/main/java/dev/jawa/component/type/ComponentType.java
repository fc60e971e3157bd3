package dev.jawa.component.type;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a component imports and exports.
///
/// @param imports by name, in order
/// @param exports by name, in order
/// @param imported the resource types that instantiation supplies with the imports
/// @param fresh the resource types that every instance brings itself
public record ComponentType(
    Map<String, ExternType> imports,
    Map<String, ExternType> exports,
    List<ResourceType> imported,
    List<ResourceType> fresh) {
  public ComponentType {
    imports = Collections.unmodifiableMap(new LinkedHashMap<>(imports));
    exports = Collections.unmodifiableMap(new LinkedHashMap<>(exports));
    imported = List.copyOf(imported);
    fresh = List.copyOf(fresh);
  }
}
