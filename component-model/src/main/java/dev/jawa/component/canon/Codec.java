package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.List;

/// How the values of one type cross. Immutable, shared by all instances. Addresses have been
/// checked for bounds and alignment by whoever calls [#load] or [#store]; flat values live in
/// `flat` from index `at`.
interface Codec {

  /// The bytes one value takes in memory, a multiple of [#alignment()].
  int size();

  int alignment();

  /// The core values that one value becomes; cut off after [Flattening#MANY], which is too many to
  /// pass anyway.
  List<CoreValType> flatTypes();

  /// Whether a value can hold a borrowed handle.
  default boolean lends() {
    return false;
  }

  /// Told of every owning handle in a value.
  @FunctionalInterface
  interface OwnedConsumer {
    void accept(int slot, Object resource);
  }

  /// Finds the owning handles in a value of the host.
  default void forEachOwned(Object value, OwnedConsumer consumer) {}

  /// Reads a value from memory.
  Object load(LiftLowerContext cx, long address);

  /// Writes a value into memory.
  void store(LiftLowerContext cx, Object value, long address);

  /// Makes a value from flat ones.
  Object lift(LiftLowerContext cx, long[] flat, int at);

  /// Makes flat values from one; the slots are zero before.
  void lower(LiftLowerContext cx, Object value, long[] flat, int at);
}
