package dev.jawa.engine;

/// The state of a store at one moment: of its memories, tables, globals and segments. Belongs to
/// that store.
public interface StoreSnapshot {

  /// Puts the store back into this state, as if nothing had run since. While no call is under way.
  ///
  /// @return `false` if that is not possible: a call trapped or was interrupted, or changed what
  ///   cannot be put back. The store is then of no use any more, and to be closed.
  boolean restore();

  /// How many bytes the store keeps from the collector, about. What it shares with another is
  /// counted with that one.
  long heldBytes();
}
