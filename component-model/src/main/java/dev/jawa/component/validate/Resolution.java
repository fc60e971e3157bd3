package dev.jawa.component.validate;

import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import org.jspecify.annotations.Nullable;

/// What validation found out about one definition that linking would otherwise have to resolve
/// again.
public sealed interface Resolution {

  /// Nothing beyond the AST.
  record None() implements Resolution {}

  /// A function: the lifted, the lowered, or the imported, aliased or exported one.
  record Func(FuncType type) implements Resolution {}

  /// A resource type, or a built-in for one.
  ///
  /// @param slot an index into [ValidatedComponent#resources()]
  record Resource(int slot) implements Resolution {}

  /// A component whose definition is known: nested, or reached by an alias.
  record Nested(ValidatedComponent component) implements Resolution {}

  /// The type immediate of a built-in, or the value type that a definition makes.
  record Value(@Nullable ValType type) implements Resolution {}

  /// Anything else that has a type: an imported, aliased or exported instance, component, module or
  /// type.
  record Extern(ExternType type) implements Resolution {}
}
