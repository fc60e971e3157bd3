package dev.jawa.component.validate;

import dev.jawa.component.type.ValType;
import java.util.BitSet;

/// The value index space: every value must be used exactly once. Spec: `Binary.md`, start
/// definitions.
final class Values {

  private final IndexSpace<ValType> types = new IndexSpace<>("value");
  private final BitSet used = new BitSet();

  int add(ValType type) {
    return types.add(type);
  }

  /// The type of a value, which counts as its use.
  ValType use(int index, int offset) {
    ValType type = types.get(index, offset);
    if (used.get(index)) {
      throw new InvalidException("value " + index + " is used more than once", offset);
    }
    used.set(index);
    return type;
  }

  void checkAllUsed(int offset) {
    int unused = used.nextClearBit(0);
    if (unused < types.size()) {
      throw new InvalidException("value " + unused + " is never used", offset);
    }
  }
}
