package dev.jawa.component.instantiate;

import org.jspecify.annotations.Nullable;

/// A running component with its store. One thread at a time, except for [#interrupt()].
public final class ComponentInstance implements AutoCloseable {

  ComponentInstance() {}

  /// The function that the component exports under this name, or `null`.
  public @Nullable ComponentFunc func(String name) {
    throw new UnsupportedOperationException(name);
  }

  /// The function of an exported interface, or `null`.
  ///
  /// @param interfaceName without version, as in `wasi:cli/run`: any compatible version is taken;
  ///   with one, just that
  public @Nullable ComponentFunc func(String interfaceName, String function) {
    throw new UnsupportedOperationException(interfaceName + function);
  }

  /// Ends what the guest is doing, from any thread; see `CoreStore.interrupt`.
  public void interrupt() {
    throw new UnsupportedOperationException();
  }

  /// Drops every handle the guest still holds (running the host's destructors) and frees the store.
  @Override
  public void close() {}
}
