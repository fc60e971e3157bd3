package dev.jawa.engine;

import org.jspecify.annotations.Nullable;

/// The instance a host function is called from.
@FunctionalInterface
public interface CoreCaller {

  /// What the calling instance exports under this name, or `null`.
  @Nullable CoreExtern export(String name);
}
