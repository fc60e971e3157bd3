package dev.jawa.component.ast;

/// Spec: `Binary.md`, `canonopt`.
public sealed interface CanonOption {

  /// How strings lie in memory.
  enum StringEncoding implements CanonOption {
    UTF8,
    UTF16,
    LATIN1_UTF16
  }

  record Memory(int coreMemory) implements CanonOption {}

  record Realloc(int coreFunc) implements CanonOption {}

  record PostReturn(int coreFunc) implements CanonOption {}

  record Async() implements CanonOption {}

  record Callback(int coreFunc) implements CanonOption {}

  /// @param type a core type index
  record CoreType(int type) implements CanonOption {}

  record Gc() implements CanonOption {}
}
