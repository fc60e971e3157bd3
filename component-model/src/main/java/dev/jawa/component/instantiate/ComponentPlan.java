package dev.jawa.component.instantiate;

import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.runtime.StoreState;
import org.jspecify.annotations.Nullable;

/// What is to be done to instantiate one component: everything that can be known before is
/// constant, the rest is a list of steps. Immutable, shared by all instances.
final class ComponentPlan {

  private final @Nullable Object[] constants;
  private final @Nullable RuntimeResource[] resources;
  private final Step[] steps;
  private final NamedSources exports;
  private final boolean needsScheduler;

  /// @param constants the registers as they are before the first step
  /// @param resources the resource slots as they are before the first step
  /// @param needsScheduler whether a definition, also of a component inside, can block
  ComponentPlan(
      @Nullable Object[] constants,
      @Nullable RuntimeResource[] resources,
      Step[] steps,
      NamedSources exports,
      boolean needsScheduler) {
    this.constants = constants;
    this.resources = resources;
    this.steps = steps;
    this.exports = exports;
    this.needsScheduler = needsScheduler;
  }

  /// Whether a call can block while others go on, here or in a component inside.
  boolean needsScheduler() {
    return needsScheduler;
  }

  /// Runs the steps.
  ///
  /// @param parent the instance that asks for this one, `null` for the root
  /// @param outer the frame in which the component was defined, `null` for the root
  InstanceValue instantiate(
      StoreState store, @Nullable InstanceState parent, @Nullable Frame outer, InstanceValue args) {
    InstanceState instance = new InstanceState(store, parent, resources);
    Frame frame = new Frame(constants.clone(), instance, args, outer);
    for (Step step : steps) {
      step.run(frame);
    }
    instance.instantiated();
    return exports.in(frame);
  }
}
