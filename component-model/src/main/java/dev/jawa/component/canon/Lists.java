package dev.jawa.component.canon;

import dev.jawa.component.canon.Peer.Item;

/// The limit that strings and lists share. Spec: `CanonicalABI.md`, `MAX_STRING_BYTE_LENGTH`,
/// `MAX_LIST_BYTE_LENGTH`.
final class Lists {

  private Lists() {}

  /// Checks a list that a guest points at; from here on its length fits an `int`.
  static void check(LiftLowerContext cx, long pointer, long length, int size, int alignment) {
    checkLength(cx, Item.LIST, length * size);
    cx.checkRange(Item.LIST, pointer, length * size, alignment);
  }

  static void checkLength(LiftLowerContext cx, Item item, long bytes) {
    long max = cx.instance().store().limits().maxRangeBytes();
    if (bytes > max) {
      throw cx.peer().tooLong(item, bytes, max);
    }
  }
}
