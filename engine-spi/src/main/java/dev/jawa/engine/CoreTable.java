package dev.jawa.engine;

import org.jspecify.annotations.Nullable;

/// A table; opaque but for its size and the functions in it.
public non-sealed interface CoreTable extends CoreExtern {

  /// The number of its elements, now.
  long size();

  /// The function at an index, `null` if there is none.
  ///
  /// @throws Trap of kind [Trap.Kind#TABLE_OUT_OF_BOUNDS] beyond the end
  /// @throws IllegalArgumentException if the table holds no functions
  @Nullable CoreFunc func(long index);
}
