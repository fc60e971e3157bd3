package dev.jawa.engine;

/// A global; the value is raw bits.
public non-sealed interface CoreGlobal extends CoreExtern {

  CoreValType type();

  boolean mutable();

  long get();

  /// Sets it.
  ///
  /// @throws IllegalStateException if it is not mutable
  void set(long value);
}
