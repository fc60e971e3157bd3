package dev.jawa.wast.run;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.instantiate.CompiledComponent;
import dev.jawa.component.instantiate.ComponentFunc;
import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.Engine;
import dev.jawa.wast.script.Const;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The component instances of a script; each has a store of its own.
final class ComponentWorld implements AutoCloseable {

  private final Linker<ScriptContext> linker;
  private final ScriptOptions options;
  private final Map<String, ComponentInstance> named = new HashMap<>();
  private final List<ComponentInstance> all = new ArrayList<>();

  ComponentWorld(Engine engine, ScriptOptions options) {
    this.linker = new Linker<ScriptContext>(engine).gates(options.gates());
    this.options = options;
    HostInstances.addTo(linker, engine);
  }

  CompiledComponent compile(byte[] binary) {
    return linker.compile(binary);
  }

  ComponentInstance instantiate(@Nullable String name, CompiledComponent component) {
    ScriptContext context = new ScriptContext();
    ComponentInstance instance =
        link(component).instantiate(context, options.limits(), options.componentLimits());
    context.made(instance);
    all.add(instance);
    if (name != null) {
      end(named.put(name, instance));
      linker.add(offered(name, instance));
    }
    return instance;
  }

  /// Nothing in the script can reach an instance whose name another one has taken, and its memories
  /// may be large.
  private void end(@Nullable ComponentInstance replaced) {
    if (replaced != null) {
      all.remove(replaced);
      replaced.close();
    }
  }

  LinkedComponent<ScriptContext> link(CompiledComponent component) {
    return linker.link(component);
  }

  /// What later components may import of an instance by its name: core modules, and resource types
  /// that they cannot make but tell apart. Functions belong to the store of the instance.
  private static HostInterface<ScriptContext> offered(String name, ComponentInstance instance) {
    HostInterface.Builder<ScriptContext> offered = HostInterface.named(name, "");
    Map<Object, HostResource<Object>> resources = new IdentityHashMap<>();
    for (String export : instance.exportNames()) {
      CoreModule module = instance.coreModule(export);
      if (module != null) {
        offered.module(export, module);
      }
      Object type = instance.resourceType(export);
      if (type != null) {
        offered.resource(
            export,
            resources.computeIfAbsent(type, _ -> HostResource.of(export, Object.class, _ -> {})));
      }
    }
    return offered.build();
  }

  @Nullable ComponentInstance find(String name) {
    return named.get(name);
  }

  List<Const> invoke(ComponentInstance instance, String name, List<Const> args) {
    ComponentFunc func = instance.func(name);
    if (func == null) {
      throw new ScriptFailure("there is no function " + name);
    }
    List<FuncType.Param> params = func.type().params();
    if (params.size() != args.size()) {
      throw new ScriptFailure(
          "the function takes %d arguments, not %d".formatted(params.size(), args.size()));
    }
    Object[] values = new Object[args.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ComponentConstants.value(params.get(i).type(), args.get(i));
    }
    Object result = func.call(values);
    ValType type = func.type().result();
    return type == null || result == null
        ? List.of()
        : List.of(ComponentConstants.of(type, result));
  }

  void interrupt() {
    all.forEach(ComponentInstance::interrupt);
  }

  @Override
  public void close() {
    all.forEach(ComponentInstance::close);
  }
}
