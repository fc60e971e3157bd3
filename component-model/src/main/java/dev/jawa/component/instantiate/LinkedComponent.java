package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Definition;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.runtime.NoContextException;
import dev.jawa.component.runtime.Scheduler;
import dev.jawa.component.runtime.StoreState;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.events.GuestEvents;
import dev.jawa.engine.events.InstanceCreated;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A component that only needs a context to run; immutable, instantiated any number of times, from
/// any thread.
///
/// @param <C> what belongs to one store
public final class LinkedComponent<C> {

  private final Engine engine;
  private final List<NamedExtern> exports;
  private final ComponentPlan plan;
  private final InstanceValue imports;
  private final Map<String, String> exportNames;
  private final ThreadFactory threads;

  LinkedComponent(
      Engine engine, ValidatedComponent component, ComponentPlan plan, InstanceValue imports) {
    this.engine = engine;
    // Not the component itself: it holds the bytes it was decoded from.
    this.exports = component.exports();
    this.plan = plan;
    this.imports = imports;
    this.exportNames = exportNames(component);
    this.threads = Scheduler.VIRTUAL_THREADS;
  }

  private LinkedComponent(LinkedComponent<C> other, ThreadFactory threads) {
    this.engine = other.engine;
    this.exports = other.exports;
    this.plan = other.plan;
    this.imports = other.imports;
    this.exportNames = other.exportNames;
    this.threads = threads;
  }

  /// The same, where tasks of asynchronous functions run elsewhere; those of a component without
  /// any run on the thread of whoever calls.
  ///
  /// @param factory see [Scheduler#Scheduler(ThreadFactory)]
  public LinkedComponent<C> withThreads(ThreadFactory factory) {
    return new LinkedComponent<>(this, factory);
  }

  /// Every export under its name; if no other has that name, also under the interface it implements
  /// and without version, where of several the last one counts.
  private static Map<String, String> exportNames(ValidatedComponent component) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Definition definition : component.component().definitions()) {
      if (definition instanceof Definition.Export export) {
        String implemented = Implemented.by(export.name());
        if (implemented != null) {
          names.put(implemented, export.name().text());
          names.put(InterfaceName.parse(implemented).name(), export.name().text());
        }
      }
    }
    for (NamedExtern export : component.exports()) {
      names.put(InterfaceName.parse(export.name()).name(), export.name());
    }
    component.exports().forEach(export -> names.put(export.name(), export.name()));
    return Map.copyOf(names);
  }

  /// What the component exports, in order.
  public List<NamedExtern> exports() {
    return exports;
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
    return instantiate(context, limits, componentLimits, _ -> {});
  }

  /// A fresh instance in a store of its own, whose making can be interrupted.
  ///
  /// @param interruptible is told what ends a start function that runs too long, before one runs
  /// @throws dev.jawa.engine.Trap if a start function traps
  public ComponentInstance instantiate(
      C context,
      StoreLimits limits,
      ComponentLimits componentLimits,
      Consumer<Runnable> interruptible) {
    CoreStore core = engine.newStore(limits);
    interruptible.accept(core::interrupt);
    return instantiate(newState(core, context, componentLimits));
  }

  /// A fresh instance that can be used again, see [ReusableInstance]. It has no context yet.
  ///
  /// @param twin another one of this component, whose memory it may share; or `null`
  /// @param interruptible is told what ends a start function that runs too long, before one runs
  /// @throws NotReusableException if it must be made anew for each use
  /// @throws dev.jawa.engine.Trap if a start function traps
  public ReusableInstance<C> instantiateReusable(
      StoreLimits limits,
      ComponentLimits componentLimits,
      @Nullable ReusableInstance<C> twin,
      Consumer<Runnable> interruptible)
      throws NotReusableException {
    CoreStore core = engine.newResettableStore(limits);
    interruptible.accept(core::interrupt);
    StoreState store = newState(core, null, componentLimits);
    ComponentInstance instance;
    try {
      instance = instantiate(store);
    } catch (NoContextException e) {
      throw new NotReusableException("its initialisation calls the host", e);
    }
    return ReusableInstance.of(store, instance, twin, "engine " + engine.id());
  }

  private StoreState newState(CoreStore core, @Nullable C context, ComponentLimits limits) {
    Scheduler scheduler = plan.needsScheduler() ? new Scheduler(threads) : null;
    return new StoreState(core, context, limits, scheduler);
  }

  private ComponentInstance instantiate(StoreState store) {
    boolean done = false;
    InstanceCreated event = GuestEvents.instantiating();
    try {
      InstanceValue values = plan.instantiate(store, null, null, imports);
      ComponentInstance instance = new ComponentInstance(store, exportNames, values);
      done = true;
      GuestEvents.instantiated(event, engine.id());
      return instance;
    } finally {
      if (!done) {
        store.close();
      }
    }
  }
}
