package dev.jawa.component.instantiate;

import dev.jawa.component.runtime.RuntimeResource;
import org.jspecify.annotations.Nullable;

/// What the host gives to a component that is none's inner one; it is the same for every instance.
/// Where the component is part of a composition, other parts give the rest.
///
/// @param items by the name of the import
/// @param resources by resource slot, `null` where the slot is none of the host's
record RootImports(InstanceValue items, @Nullable RuntimeResource[] resources) {

  /// Whether an import is the host's to give.
  boolean has(String name) {
    return items.index().containsKey(name);
  }
}
