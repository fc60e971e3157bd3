package dev.jawa.component.validate;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ValType;
import java.util.IdentityHashMap;
import java.util.Map;

/// Remembers under which entry of the type index space a handle type was made. Two entries can
/// stand for one resource type, and handle types made from them are equal, yet only one of the
/// entries may have a name that users can see. Spec: `Explainer.md`, external visibility of types.
final class ResourceNames {

  private final Map<ValType, DefinedType.Resource> entries = new IdentityHashMap<>();

  void remember(ValType handle, DefinedType.Resource entry) {
    entries.put(handle, entry);
  }

  DefinedType.Resource entry(ValType handle) {
    DefinedType.Resource entry = entries.get(handle);
    if (entry == null) {
      throw new IllegalStateException("a handle type from nowhere: " + handle);
    }
    return entry;
  }
}
