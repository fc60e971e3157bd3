package dev.jawa.component.type;

import java.util.List;

/// A core type definition, one member of a recursion group. Spec: WebAssembly 3.0, recursive types.
///
/// @param isFinal whether it can have subtypes
public record CoreSubType(boolean isFinal, List<Integer> supertypes, CompositeType type) {

  public CoreSubType {
    supertypes = List.copyOf(supertypes);
  }

  /// Spec: WebAssembly 3.0, composite types.
  public sealed interface CompositeType {

    record Func(List<CoreValueType> params, List<CoreValueType> results) implements CompositeType {
      public Func {
        params = List.copyOf(params);
        results = List.copyOf(results);
      }
    }

    record Struct(List<FieldType> fields) implements CompositeType {
      public Struct {
        fields = List.copyOf(fields);
      }
    }

    record Array(FieldType element) implements CompositeType {}
  }

  /// A field of a struct or array.
  public record FieldType(boolean mutable, StorageType type) {}

  /// What a field holds.
  public sealed interface StorageType {

    /// The types that exist in fields only.
    enum Packed implements StorageType {
      I8,
      I16
    }

    record Full(CoreValueType type) implements StorageType {}
  }
}
