package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Component;
import dev.jawa.component.ast.Definition;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.Engine;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Compiles all core modules of a component and of the components inside it, each once, side by
/// side: engines compile one module on one thread.
final class ModuleCompiler {

  private ModuleCompiler() {}

  /// The compiled modules by their definitions, which are told apart by identity.
  static Map<Definition, CoreModule> compileAll(Engine engine, Component component) {
    List<Definition.CoreModule> definitions = new ArrayList<>();
    collect(component, definitions);
    List<CoreModule> modules =
        definitions.parallelStream()
            .map(definition -> engine.compile(definition.bytes().copy()))
            .toList();
    Map<Definition, CoreModule> compiled = new IdentityHashMap<>();
    for (int i = 0; i < modules.size(); i++) {
      compiled.put(definitions.get(i), modules.get(i));
    }
    return compiled;
  }

  private static void collect(Component component, List<Definition.CoreModule> into) {
    for (Definition definition : component.definitions()) {
      switch (definition) {
        case Definition.CoreModule module -> into.add(module);
        case Definition.NestedComponent nested -> collect(nested.component(), into);
        default -> {}
      }
    }
  }
}
