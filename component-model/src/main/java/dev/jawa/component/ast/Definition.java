package dev.jawa.component.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A definition of a component; most add one entry to one index space. Spec: `Explainer.md`,
/// component definitions.
public sealed interface Definition {

  /// Where its first byte lies in the whole input.
  int offset();

  /// @param bytes the module's binary
  record CoreModule(int offset, Bytes bytes, CoreModuleShape shape) implements Definition {}

  /// A core instance made from a module; every argument is a core instance.
  record CoreInstantiate(int offset, int module, List<CoreArg> args) implements Definition {
    public CoreInstantiate {
      args = List.copyOf(args);
    }
  }

  /// A core instance that bundles core definitions.
  record CoreExports(int offset, List<CoreInlineExport> exports) implements Definition {
    public CoreExports {
      exports = List.copyOf(exports);
    }
  }

  record CoreType(int offset, CoreTypeDef type) implements Definition {}

  record NestedComponent(int offset, Component component) implements Definition {}

  /// An instance made from a component.
  record Instantiate(int offset, int component, List<Arg> args) implements Definition {
    public Instantiate {
      args = List.copyOf(args);
    }
  }

  /// An instance that bundles definitions.
  record InstanceExports(int offset, List<InlineExport> exports) implements Definition {
    public InstanceExports {
      exports = List.copyOf(exports);
    }
  }

  record Alias(int offset, AliasTarget target) implements Definition {}

  record Type(int offset, DefType type) implements Definition {}

  record Canonical(int offset, Canon canon) implements Definition {}

  record Start(int offset, int func, List<Integer> args, int results) implements Definition {
    public Start {
      args = List.copyOf(args);
    }
  }

  record Import(int offset, ExternName name, ExternDesc type) implements Definition {}

  /// It also adds an entry to the index space of its sort.
  ///
  /// @param ascribed the type that users of the component see, if stated
  record Export(int offset, ExternName name, SortIndex item, @Nullable ExternDesc ascribed)
      implements Definition {}

  record Value(int offset, ValTypeRef type, Bytes encoded) implements Definition {}

  /// @param instance a core instance index
  record CoreArg(String name, int instance) {}

  record CoreInlineExport(String name, SortIndex item) {}

  record Arg(String name, SortIndex item) {}

  record InlineExport(ExternName name, SortIndex item) {}
}
