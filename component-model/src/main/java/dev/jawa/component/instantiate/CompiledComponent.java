package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Definition;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.CoreModule;
import java.util.Map;

/// A valid component whose core modules are compiled; it only needs its imports to be linked.
/// Immutable; made by [Linker#compile] only.
public final class CompiledComponent {

  private final ValidatedComponent component;
  private final Map<Definition, CoreModule> modules;

  /// @param modules by their definitions, which are told apart by identity
  CompiledComponent(ValidatedComponent component, Map<Definition, CoreModule> modules) {
    this.component = component;
    this.modules = modules;
  }

  /// What was validated.
  public ValidatedComponent component() {
    return component;
  }

  Map<Definition, CoreModule> modules() {
    return modules;
  }
}
