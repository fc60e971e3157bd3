package dev.jawa.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that lives and dies together: the instances of one guest. Used by one thread at a
/// time, except for [#interrupt()]; another thread may have its turn while one is blocked in a host
/// function, and calls need not end in the order in which they began.
public interface CoreStore extends AutoCloseable {

  /// Instantiates a module: checks the imports, runs its start function.
  ///
  /// @param imports one for each of [CoreModule#imports()], in that order
  /// @throws UnlinkableException if an import does not fit
  /// @throws Trap if a segment is out of bounds or the start function traps; of kind
  ///   [Trap.Kind#MEMORY_LIMIT], [Trap.Kind#TABLE_LIMIT] or [Trap.Kind#HOST], with a message for
  ///   the user, if a memory or table starts beyond the store's limits or there are too many
  ///   instances, tables or memories
  CoreInstance instantiate(CoreModule module, List<? extends CoreExtern> imports);

  /// A function of the host that guests of this store can import.
  CoreFunc hostFunc(CoreFuncType type, HostFunction function);

  /// Ends what the guest is doing, from any thread: a guest in compiled code traps with
  /// [Trap.Kind#INTERRUPT], a guest blocked in a host function has its thread interrupted. Later
  /// calls into the store trap likewise. A thread that comes out of the guest is not interrupted
  /// any more.
  ///
  /// An engine may use the thread's interrupt flag for this: then a thread that someone else
  /// interrupted traps too, and keeps its flag.
  void interrupt();

  /// Whether [#giveWay] reaches every guest that is in the store now.
  default boolean givesWay() {
    return false;
  }

  /// Has the thread that runs the guest run this before long, from any thread; where it is in a
  /// function of the host, when it comes back. Without effect if nobody is in the guest.
  default void giveWay(Runnable action) {}

  /// Remembers the state of everything in the store, to come back to. The store must be one of
  /// [Engine#newResettableStore], have no call under way, and get no instances afterwards.
  ///
  /// @param twin a snapshot of another store in which the same was done; what is equal in both is
  ///   kept once
  /// @return `null` if the engine cannot, or something in the store cannot be put back
  default @Nullable StoreSnapshot snapshot(@Nullable StoreSnapshot twin) {
    return null;
  }

  /// Frees the instances.
  @Override
  void close();
}
