package dev.jawa.engine;

import java.util.List;

/// Everything that lives and dies together: the instances of one guest. Used by one thread at a
/// time, except for [#interrupt()].
public interface CoreStore extends AutoCloseable {

  /// Instantiates a module: checks the imports, runs its start function.
  ///
  /// @param imports one for each of [CoreModule#imports()], in that order
  /// @throws UnlinkableException if an import does not fit
  /// @throws Trap if a segment is out of bounds or the start function traps
  CoreInstance instantiate(CoreModule module, List<? extends CoreExtern> imports);

  /// A function of the host that guests of this store can import.
  CoreFunc hostFunc(CoreFuncType type, HostFunction function);

  /// Ends what the guest is doing, from any thread: a guest in compiled code traps with
  /// [Trap.Kind#INTERRUPT], a guest blocked in a host function has its thread interrupted. Later
  /// calls into the store trap likewise.
  void interrupt();

  /// Frees the instances.
  @Override
  void close();
}
