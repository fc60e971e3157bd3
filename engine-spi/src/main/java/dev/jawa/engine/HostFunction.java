package dev.jawa.engine;

/// A function of the host. Whatever it throws reaches the outermost caller unwrapped.
@FunctionalInterface
public interface HostFunction {

  /// The result of a function without results.
  long[] NONE = new long[0];

  /// @param caller the instance that imports the function
  /// @param args raw bits, one for each parameter; an i32 may have any upper bits
  /// @return raw bits, one for each result
  long[] call(CoreCaller caller, long[] args);
}
