package dev.jawa.component.runtime;

import dev.jawa.engine.Trap;

/// The traps of the canonical ABI that have nothing to do with memory, in the words of the
/// specification's scripts.
public final class AbiTraps {

  private AbiTraps() {}

  /// Any trap of the canonical ABI.
  public static Trap trap(String message) {
    return new Trap(Trap.Kind.CANONICAL_ABI, message);
  }

  /// A call into an instance that is running already, or that trapped before.
  public static Trap cannotEnter() {
    return trap("cannot enter component instance");
  }

  /// A call out of an instance that only allocates or cleans up right now.
  public static Trap cannotLeave() {
    return trap("cannot leave component instance");
  }

  static Trap unknownHandle(int index) {
    return trap("unknown handle index " + Integer.toUnsignedString(index));
  }

  static Trap wrongHandleType(int index, String expected, String found) {
    String other = expected.equals(found) ? "a different " : "";
    return trap(
        "handle index %s used with the wrong type, expected %s but found %s%s"
            .formatted(Integer.toUnsignedString(index), expected, other, found));
  }

  static Trap lent() {
    return trap("cannot remove owned resource while borrowed");
  }

  static Trap notOwned(int index) {
    return trap("index " + Integer.toUnsignedString(index) + " is not an own resource");
  }

  static Trap borrowsRemain() {
    return trap("borrow handles still remain at the end of the call");
  }

  static Trap usedSynchronouslyInSet() {
    return trap("waitable cannot be used synchronously while added to a waitable set");
  }
}
