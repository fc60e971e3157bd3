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

  /// @param constants the registers as they are before the first step
  /// @param resources the resource slots as they are before the first step
  ComponentPlan(
      @Nullable Object[] constants,
      @Nullable RuntimeResource[] resources,
      Step[] steps,
      NamedSources exports) {
    this.constants = constants;
    this.resources = resources;
    this.steps = steps;
    this.exports = exports;
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
