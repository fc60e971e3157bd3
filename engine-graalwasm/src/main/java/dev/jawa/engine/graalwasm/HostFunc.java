package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.HostFunction;

/// A function of the host.
record HostFunc(GraalStore store, CoreFuncType type, HostFunction function) implements GraalFunc {

  private static final CoreCaller NO_CALLER = _ -> null;

  @Override
  public long[] call(long... args) {
    return given(NO_CALLER, args);
  }

  /// What the function gives, checked.
  long[] given(CoreCaller caller, long[] args) {
    long[] results = function.call(caller, args);
    if (results.length != type.results().size()) {
      throw new IllegalStateException(
          "a host function of type %s gave %d results".formatted(type, results.length));
    }
    return results;
  }
}
