package dev.jawa.engine;

/// A function of a guest, or of the host made by [CoreStore#hostFunc].
public non-sealed interface CoreFunc extends CoreExtern {

  CoreFuncType type();

  /// Calls it; arguments and results are raw bits (an i32 result is sign-extended or zero-extended:
  /// take the low 32 bits).
  ///
  /// What a host function throws on the way comes out as it is.
  ///
  /// @throws Trap if the guest traps
  /// @throws IllegalArgumentException if there are too many or too few arguments
  long[] call(long... args);
}
