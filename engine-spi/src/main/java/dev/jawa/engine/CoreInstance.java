package dev.jawa.engine;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An instance of a core module.
public interface CoreInstance {

  /// The export of this name, or `null`. Equal names give equal objects.
  @Nullable CoreExtern export(String name);

  /// The names of its exports, in the order of the module.
  Set<String> exportNames();
}
