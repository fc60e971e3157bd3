package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.Trap;

/// A host function as one instance imports it.
record HostImport(HostFunc function, GraalInstance importer) {

  /// Calls it for a guest.
  ///
  /// @param arguments GraalWasm's: the instance first
  /// @return what GraalWasm expects of a function of this type
  Object call(CoreFuncType type, Object[] arguments) {
    GraalStore store = function.store();
    Values values = store.values();
    long[] given;
    try {
      given = function.given(importer, values.rawArguments(type.params(), arguments));
      store.guard().checkInterrupt();
    } catch (Trap trap) {
      throw trap.frames().isEmpty() ? trap.withFrames(store.currentFrames()) : trap;
    }
    return values.guestResults(type.results(), given);
  }
}
