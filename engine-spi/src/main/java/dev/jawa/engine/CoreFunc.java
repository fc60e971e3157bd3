package dev.jawa.engine;

/// A function of a guest, or of the host made by [CoreStore#hostFunc].
public non-sealed interface CoreFunc extends CoreExtern {

  CoreFuncType type();

  /// Calls it; arguments and results are raw bits (an i32 result is sign-extended or zero-extended:
  /// take the low 32 bits).
  ///
  /// @throws Trap if the guest traps
  long[] call(long... args);
}
