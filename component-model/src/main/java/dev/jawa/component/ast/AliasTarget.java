package dev.jawa.component.ast;

/// What an alias stands for. Spec: `Binary.md`, `alias`.
public sealed interface AliasTarget {

  Sort sort();

  /// An export of a component instance.
  record Export(Sort sort, int instance, String name) implements AliasTarget {}

  /// An export of a core instance.
  record CoreExport(Sort sort, int coreInstance, String name) implements AliasTarget {}

  /// A definition of an enclosing scope; a count of 0 is the current one.
  record Outer(Sort sort, int count, int index) implements AliasTarget {}
}
