package dev.jawa.component.instantiate;

import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.runtime.StoreState;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.StoreLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A component that only needs a context to run; immutable, instantiated any number of times, from
/// any thread.
///
/// @param <C> what belongs to one store
public final class LinkedComponent<C> {

  private final Engine engine;
  private final ValidatedComponent component;
  private final ComponentPlan plan;
  private final InstanceValue imports;
  private final Map<String, String> exportNames;

  LinkedComponent(
      Engine engine, ValidatedComponent component, ComponentPlan plan, InstanceValue imports) {
    this.engine = engine;
    this.component = component;
    this.plan = plan;
    this.imports = imports;
    this.exportNames = exportNames(component.exports());
  }

  /// Every export under its name, and without version if no other export has that name; of several
  /// versions the last one counts.
  private static Map<String, String> exportNames(List<NamedExtern> exports) {
    Map<String, String> names = new LinkedHashMap<>();
    for (NamedExtern export : exports) {
      names.put(InterfaceName.parse(export.name()).name(), export.name());
    }
    exports.forEach(export -> names.put(export.name(), export.name()));
    return Map.copyOf(names);
  }

  /// What the component exports, in order.
  public List<NamedExtern> exports() {
    return component.exports();
  }

  /// A fresh instance in a store of its own.
  ///
  /// @throws dev.jawa.engine.Trap if a start function traps
  public ComponentInstance instantiate(C context, StoreLimits limits) {
    return instantiate(context, limits, ComponentLimits.DEFAULT);
  }

  /// A fresh instance in a store of its own.
  ///
  /// @throws dev.jawa.engine.Trap if a start function traps
  public ComponentInstance instantiate(
      C context, StoreLimits limits, ComponentLimits componentLimits) {
    CoreStore core = engine.newStore(limits);
    StoreState store = new StoreState(core, context, componentLimits);
    boolean done = false;
    try {
      InstanceValue exports = plan.instantiate(store, null, null, imports);
      ComponentInstance instance = new ComponentInstance(store, exportNames, exports);
      done = true;
      return instance;
    } finally {
      if (!done) {
        store.close();
      }
    }
  }
}
