package dev.jawa.wast.run;

import dev.jawa.component.instantiate.CompiledComponent;
import dev.jawa.component.instantiate.ComponentFunc;
import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.engine.Engine;
import dev.jawa.wast.script.Const;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The component instances of a script; each has a store of its own.
final class ComponentWorld implements AutoCloseable {

  private final Linker<Object> linker;
  private final ScriptOptions options;
  private final Map<String, ComponentInstance> named = new HashMap<>();
  private final List<ComponentInstance> all = new ArrayList<>();

  ComponentWorld(Engine engine, ScriptOptions options) {
    this.linker = new Linker<Object>(engine).gates(options.gates());
    this.options = options;
    HostInstances.addTo(linker);
  }

  CompiledComponent compile(byte[] binary) {
    return linker.compile(binary);
  }

  ComponentInstance instantiate(@Nullable String name, CompiledComponent component) {
    ComponentInstance instance =
        linker.link(component).instantiate(this, options.limits(), options.componentLimits());
    all.add(instance);
    if (name != null) {
      named.put(name, instance);
    }
    return instance;
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
