package dev.jawa.component.instantiate;

import dev.jawa.engine.StoreLimits;

/// A component that only needs a context to run; immutable, instantiated any number of times, from
/// any thread.
///
/// @param <C> what belongs to one store
public final class LinkedComponent<C> {

  LinkedComponent() {}

  /// A fresh instance in a store of its own.
  public ComponentInstance instantiate(C context, StoreLimits limits) {
    throw new UnsupportedOperationException("instantiate " + context + limits);
  }
}
