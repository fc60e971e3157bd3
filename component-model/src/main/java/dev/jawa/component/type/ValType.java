package dev.jawa.component.type;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A component value type. Equality is structural, except that a [ResourceType] only equals itself.
/// Spec: `Explainer.md`, value types.
public sealed interface ValType {

  /// The types without parts.
  enum Primitive implements ValType {
    BOOL,
    S8,
    U8,
    S16,
    U16,
    S32,
    U32,
    S64,
    U64,
    F32,
    F64,
    CHAR,
    STRING,
    ERROR_CONTEXT
  }

  record RecordType(List<Field> fields) implements ValType {
    public RecordType {
      fields = List.copyOf(fields);
    }
  }

  record Field(String label, ValType type) {}

  record VariantType(List<Case> cases) implements ValType {
    public VariantType {
      cases = List.copyOf(cases);
    }
  }

  record Case(String label, @Nullable ValType type) {}

  record ListType(ValType element) implements ValType {}

  record FixedListType(ValType element, int length) implements ValType {}

  record MapType(ValType key, ValType value) implements ValType {}

  record TupleType(List<ValType> elements) implements ValType {
    public TupleType {
      elements = List.copyOf(elements);
    }
  }

  record FlagsType(List<String> labels) implements ValType {
    public FlagsType {
      labels = List.copyOf(labels);
    }
  }

  record EnumType(List<String> labels) implements ValType {
    public EnumType {
      labels = List.copyOf(labels);
    }
  }

  record OptionType(ValType some) implements ValType {}

  record ResultType(@Nullable ValType ok, @Nullable ValType err) implements ValType {}

  record OwnType(ResourceType resource) implements ValType {}

  record BorrowType(ResourceType resource) implements ValType {}

  record StreamType(@Nullable ValType element) implements ValType {}

  record FutureType(@Nullable ValType element) implements ValType {}
}
