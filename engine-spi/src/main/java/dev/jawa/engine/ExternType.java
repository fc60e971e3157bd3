package dev.jawa.engine;

/// The type of an import or export of a core module.
public sealed interface ExternType {

  /// A function.
  record Func(CoreFuncType type) implements ExternType {}

  /// A table; `max` is -1 where the module states none.
  record Table(CoreValType element, long min, long max, boolean index64) implements ExternType {}

  /// A memory, sizes in pages of 64 KiB; `max` is -1 where the module states none.
  record Memory(long min, long max, boolean shared, boolean index64) implements ExternType {}

  /// A global.
  record Global(CoreValType type, boolean mutable) implements ExternType {}

  /// An exception tag.
  record Tag(CoreFuncType type) implements ExternType {}
}
