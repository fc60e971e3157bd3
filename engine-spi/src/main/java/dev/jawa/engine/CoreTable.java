package dev.jawa.engine;

/// A table; opaque but for its size.
public non-sealed interface CoreTable extends CoreExtern {

  /// The number of its elements, now.
  long size();
}
