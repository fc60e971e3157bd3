package dev.jawa.component.instantiate;

import dev.jawa.component.runtime.RuntimeResource;
import org.jspecify.annotations.Nullable;

/// What the host gives to the root component; it is the same for every instance.
///
/// @param items by the name of the import
/// @param resources by resource slot, `null` where the slot is none of the host's
record RootImports(InstanceValue items, @Nullable RuntimeResource[] resources) {}
