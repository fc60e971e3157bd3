package dev.jawa.component.ast;

import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.ValType;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A type definition, its parts by index. Spec: `Binary.md`, `deftype`.
public sealed interface DefType {

  /// A definition that makes a value type.
  sealed interface DefValType extends DefType {}

  record Primitive(ValType.Primitive type) implements DefValType {}

  record RecordDef(List<Labelled> fields) implements DefValType {
    public RecordDef {
      fields = List.copyOf(fields);
    }
  }

  record VariantDef(List<Case> cases) implements DefValType {
    public VariantDef {
      cases = List.copyOf(cases);
    }
  }

  record ListDef(ValTypeRef element) implements DefValType {}

  record FixedListDef(ValTypeRef element, int length) implements DefValType {}

  record MapDef(ValTypeRef key, ValTypeRef value) implements DefValType {}

  record TupleDef(List<ValTypeRef> elements) implements DefValType {
    public TupleDef {
      elements = List.copyOf(elements);
    }
  }

  record FlagsDef(List<String> labels) implements DefValType {
    public FlagsDef {
      labels = List.copyOf(labels);
    }
  }

  record EnumDef(List<String> labels) implements DefValType {
    public EnumDef {
      labels = List.copyOf(labels);
    }
  }

  record OptionDef(ValTypeRef some) implements DefValType {}

  record ResultDef(@Nullable ValTypeRef ok, @Nullable ValTypeRef err) implements DefValType {}

  record OwnDef(int resourceType) implements DefValType {}

  record BorrowDef(int resourceType) implements DefValType {}

  record StreamDef(@Nullable ValTypeRef element) implements DefValType {}

  record FutureDef(@Nullable ValTypeRef element) implements DefValType {}

  record FuncDef(boolean async, List<Labelled> params, @Nullable ValTypeRef result)
      implements DefType {
    public FuncDef {
      params = List.copyOf(params);
    }
  }

  record ComponentDef(List<Declarator> declarators) implements DefType {
    public ComponentDef {
      declarators = List.copyOf(declarators);
    }
  }

  record InstanceDef(List<Declarator> declarators) implements DefType {
    public InstanceDef {
      declarators = List.copyOf(declarators);
    }
  }

  /// @param dtor a core function index
  record ResourceDef(CoreValueType rep, OptionalInt dtor) implements DefType {}

  /// A parameter or a record field.
  record Labelled(String label, ValTypeRef type) {}

  /// A case of a variant.
  record Case(String label, @Nullable ValTypeRef type) {}
}
