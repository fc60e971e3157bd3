package dev.jawa.component.type;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an instance exports.
///
/// @param exports by name, in order
/// @param fresh the resource types that every instance of this type brings itself; empty for the
///   type of one particular instance, whose resource types are known
public record InstanceType(Map<String, ExternType> exports, List<ResourceType> fresh) {
  public InstanceType {
    exports = Collections.unmodifiableMap(new LinkedHashMap<>(exports));
    fresh = List.copyOf(fresh);
  }
}
