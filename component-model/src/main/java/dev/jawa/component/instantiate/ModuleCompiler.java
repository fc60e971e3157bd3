package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Component;
import dev.jawa.component.ast.Definition;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.Engine;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.UnsupportedModuleException;
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
        definitions.parallelStream().map(definition -> compile(engine, definition)).toList();
    Map<Definition, CoreModule> compiled = new IdentityHashMap<>();
    for (int i = 0; i < modules.size(); i++) {
      compiled.put(definitions.get(i), modules.get(i));
    }
    return compiled;
  }

  /// Engines do not know where in the component a module lies.
  private static CoreModule compile(Engine engine, Definition.CoreModule definition) {
    try {
      return engine.compile(definition.bytes().copy());
    } catch (MalformedModuleException e) {
      throw new MalformedModuleException(where(definition, e), e);
    } catch (InvalidModuleException e) {
      throw new InvalidModuleException(where(definition, e), e);
    } catch (UnsupportedModuleException e) {
      throw new UnsupportedModuleException(where(definition, e), e);
    }
  }

  private static String where(Definition.CoreModule definition, RuntimeException e) {
    return "core module at offset 0x%x: %s".formatted(definition.bytes().offset(), e.getMessage());
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
