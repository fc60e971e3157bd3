package dev.jawa.component.ast;

import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreSubType;
import java.util.List;

/// A core type definition of a component. Spec: `Binary.md`, `core:deftype`.
public sealed interface CoreTypeDef {

  /// A recursion group; it adds one core type per member.
  record Rec(List<CoreSubType> members) implements CoreTypeDef {
    public Rec {
      members = List.copyOf(members);
    }
  }

  record ModuleDef(List<ModuleDecl> declarators) implements CoreTypeDef {
    public ModuleDef {
      declarators = List.copyOf(declarators);
    }
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
