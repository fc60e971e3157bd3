package dev.jawa.component.canon;

import dev.jawa.component.canon.Peer.Item;
import dev.jawa.component.runtime.AbiTraps;

/// The limits that strings and lists share. Spec: `CanonicalABI.md`, `MAX_STRING_BYTE_LENGTH`,
/// `MAX_LIST_BYTE_LENGTH`.
final class Lists {

  static final long MAX_BYTE_LENGTH = (1L << 28) - 1;

  private Lists() {}

  /// Checks a list that a guest points at; from here on its length fits an `int`.
  static void check(LiftLowerContext cx, long pointer, long length, int size, int alignment) {
    checkLength(Item.LIST, length * size);
    cx.checkRange(Item.LIST, pointer, length * size, alignment);
  }

  static void checkLength(Item item, long bytes) {
    if (bytes > MAX_BYTE_LENGTH) {
      throw AbiTraps.trap(
          "a %s of %d bytes is too large, at most %d may be passed"
              .formatted(item, bytes, MAX_BYTE_LENGTH));
    }
  }
}
