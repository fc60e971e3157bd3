package dev.jawa.component.validate;

import dev.jawa.component.ast.Bytes;
import dev.jawa.component.type.ValType;

/// Checks the encoded value of a value definition against its type. Spec: `Binary.md`, value definitions.
final class ValueEncoding {

  private ValueEncoding() {}

  static void check(ValType type, Bytes encoded) {
    throw new InvalidException(
        "a constant of type " + Describe.kind(type) + " is not supported yet", encoded.offset());
  }
}
