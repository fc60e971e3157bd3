package dev.jawa.component.ast;

import dev.jawa.component.type.ValType;

/// A value type as it is used: a primitive, or the index of a type definition. Spec: `Binary.md`,
/// `valtype`.
public sealed interface ValTypeRef {

  record Primitive(ValType.Primitive type) implements ValTypeRef {}

  record Index(int type) implements ValTypeRef {}
}
