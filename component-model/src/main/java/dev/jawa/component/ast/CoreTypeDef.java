package dev.jawa.component.ast;

import java.util.List;

/// A core type definition of a component. Spec: `Binary.md`, `core:deftype`.
public sealed interface CoreTypeDef {

  /// A recursion group; it adds one core type per member.
  record Rec(List<SubType> members) implements CoreTypeDef {
    public Rec {
      members = List.copyOf(members);
    }
  }

  record ModuleDef(List<ModuleDecl> declarators) implements CoreTypeDef {
    public ModuleDef {
      declarators = List.copyOf(declarators);
    }
  }

  /// A member of a recursion group.
  record SubType(boolean isFinal, List<Integer> supertypes, CompositeType type) {
    public SubType {
      supertypes = List.copyOf(supertypes);
    }
  }

  /// Spec: WebAssembly 3.0, composite types.
  sealed interface CompositeType {

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
  record FieldType(boolean mutable, StorageType type) {}

  /// What a field holds.
  sealed interface StorageType {

    /// The types that exist in fields only.
    enum Packed implements StorageType {
      I8,
      I16
    }

    record Full(CoreValueType type) implements StorageType {}
  }

  /// A line of a core module type. Spec: `Binary.md`, `core:moduledecl`.
  sealed interface ModuleDecl {

    int offset();

    record Import(int offset, String module, String name, CoreExternDesc type)
        implements ModuleDecl {}

    record Type(int offset, CoreTypeDef type) implements ModuleDecl {}

    record OuterAlias(int offset, int count, int index) implements ModuleDecl {}

    record Export(int offset, String name, CoreExternDesc type) implements ModuleDecl {}
  }
}
