package dev.jawa.component.ast;

/// A line of a component or instance type. Spec: `Binary.md`, `componentdecl`.
public sealed interface Declarator {

  /// Where it begins.
  int offset();

  record CoreType(int offset, CoreTypeDef type) implements Declarator {}

  record Type(int offset, DefType type) implements Declarator {}

  record Alias(int offset, AliasTarget target) implements Declarator {}

  /// In component types only.
  record Import(int offset, ExternName name, ExternDesc type) implements Declarator {}

  record Export(int offset, ExternName name, ExternDesc type) implements Declarator {}
}
