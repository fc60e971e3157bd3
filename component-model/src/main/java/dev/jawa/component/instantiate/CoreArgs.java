package dev.jawa.component.instantiate;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.ImportDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The arguments of a core instantiation. Where the module is known when the plan is made, each of
/// its imports is resolved then.
final class CoreArgs {

  private final Map<String, Bundle> byName;
  private final List<Import> resolved;
  private final @Nullable CoreModule resolvedFor;

  /// A core instance as an argument.
  sealed interface Bundle {

    Import find(String name);

    /// One that a module made.
    record Made(int register) implements Bundle {
      @Override
      public Import find(String name) {
        return new Import(register, name);
      }
    }

    /// One that only renames definitions; it exists in plans only.
    record Renaming(Map<String, Integer> registers) implements Bundle {
      @Override
      public Import find(String name) {
        Integer register = registers.get(name);
        if (register == null) {
          throw new IllegalStateException("no core definition is called " + name);
        }
        return new Import(register, null);
      }
    }
  }

  /// @param export the export of the core instance in the register, `null` if the register holds
  ///   the import itself
  record Import(int register, @Nullable String export) {

    CoreExtern in(Frame frame) {
      if (export == null) {
        return frame.get(register, CoreExtern.class);
      }
      CoreExtern found = frame.get(register, CoreInstance.class).export(export);
      if (found == null) {
        throw new IllegalStateException("the core instance has no export " + export);
      }
      return found;
    }
  }

  /// @param module if it is known already
  CoreArgs(Map<String, Bundle> byName, @Nullable CoreModule module) {
    this.byName = Map.copyOf(byName);
    this.resolvedFor = module;
    this.resolved = module == null ? List.of() : resolve(module);
  }

  private List<Import> resolve(CoreModule module) {
    return module.imports().stream().map(this::resolve).toList();
  }

  private Import resolve(ImportDescriptor wanted) {
    Bundle bundle = byName.get(wanted.module());
    if (bundle == null) {
      throw new IllegalStateException("no core instance is given for " + wanted.module());
    }
    return bundle.find(wanted.name());
  }

  List<CoreExtern> in(Frame frame, CoreModule module) {
    List<Import> imports = module == resolvedFor ? resolved : resolve(module);
    List<CoreExtern> values = new ArrayList<>(imports.size());
    for (Import wanted : imports) {
      values.add(wanted.in(frame));
    }
    return values;
  }
}
