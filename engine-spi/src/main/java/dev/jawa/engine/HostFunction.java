package dev.jawa.engine;

/// A function of the host. Whatever it throws reaches the outermost caller unwrapped.
@FunctionalInterface
public interface HostFunction {

  /// The result of a function without results.
  long[] NONE = new long[0];

  /// Called by a guest, or by the host through [CoreFunc#call].
  ///
  /// When the store is interrupted, the thread is: a function that blocks ends with a [Trap] of
  /// kind [Trap.Kind#INTERRUPT] then. If it returns instead, the engine traps in its place. A
  /// [StackOverflowError] in here counts as the guest's, so leave no half-made change behind where
  /// a deep guest may call.
  ///
  /// @param caller the instance that imports the function
  /// @param args raw bits, one for each parameter; an i32 may have any upper bits. Not to be kept
  ///   after the call
  /// @return raw bits, one for each result; any other number is an [IllegalStateException] for the
  ///   outermost caller
  long[] call(CoreCaller caller, long[] args);
}
