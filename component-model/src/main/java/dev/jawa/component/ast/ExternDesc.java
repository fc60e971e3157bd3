package dev.jawa.component.ast;

/// The type of an import or export, by index. Spec: `Binary.md`, `externtype`.
public sealed interface ExternDesc {

  record CoreModule(int coreType) implements ExternDesc {}

  record Func(int type) implements ExternDesc {}

  record Component(int type) implements ExternDesc {}

  record Instance(int type) implements ExternDesc {}

  /// A value equal to another one.
  record ValueEq(int value) implements ExternDesc {}

  record Value(ValTypeRef type) implements ExternDesc {}

  /// A type equal to another one.
  record TypeEq(int type) implements ExternDesc {}

  /// A fresh, abstract resource type.
  record SubResource() implements ExternDesc {}
}
