package dev.jawa.component.instantiate;

import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.runtime.GuestHandle;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.runtime.Scheduler.WhenIdle;
import dev.jawa.component.runtime.StoreState;
import dev.jawa.component.value.GuestResource;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.events.GuestEvents;
import dev.jawa.engine.events.InstanceClosed;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A running component with its store. One thread at a time, except for [#interrupt()] and
/// [#execute].
public final class ComponentInstance implements AutoCloseable {

  private final StoreState store;
  private final Map<String, String> names;
  private final InstanceValue exports;
  private final @Nullable InstanceClosed life = GuestEvents.living();

  /// @param names the full names of exports by the names that callers may use
  ComponentInstance(StoreState store, Map<String, String> names, InstanceValue exports) {
    this.store = store;
    this.names = names;
    this.exports = exports;
  }

  /// The function that the component exports under this name, or `null`.
  public @Nullable ComponentFunc func(String name) {
    return func(exports, name);
  }

  /// The function of an exported interface, or `null`.
  ///
  /// @param interfaceName without version, as in `wasi:cli/run`: any compatible version is taken;
  ///   with one, just that
  public @Nullable ComponentFunc func(String interfaceName, String function) {
    String fullName = names.get(interfaceName);
    if (fullName == null || !(exports.find(fullName) instanceof InstanceValue found)) {
      return null;
    }
    return func(found, function);
  }

  private @Nullable ComponentFunc func(InstanceValue instance, String name) {
    return instance.find(name) instanceof FuncValue func ? new ComponentFunc(func, store) : null;
  }

  // Driving asynchronous components

  /// Hands something to the thread that drives the instance, from any thread: it runs while no
  /// guest does. Nothing happens once the instance is closed.
  public void execute(Runnable event) {
    store.scheduler().events().post(event);
  }

  /// Drives the instance: runs guests that are ready, and parks until the host has news where none
  /// is, until the condition holds. It is looked at after every step.
  ///
  /// @param whenIdle what to do if no guest can go on and the host has promised nothing
  /// @throws dev.jawa.engine.Trap if a guest traps, or nothing can ever happen again; the instance
  ///   is not to be used any more
  public void runUntil(BooleanSupplier done, WhenIdle whenIdle) {
    store.scheduler().runUntil(done, whenIdle);
  }

  /// Runs the guests that are ready, without waiting.
  ///
  /// @return whether a guest or the host may go on later
  public boolean runReady() {
    return store.scheduler().runReady();
  }

  /// Whether calls can block and go on later; otherwise [#execute] and [#runUntil] make no sense.
  public boolean isAsynchronous() {
    return store.isScheduled();
  }

  /// Whether every call has come to its end, beyond its result.
  public boolean isIdle() {
    return !store.isScheduled() || store.scheduler().isIdle();
  }

  // Exports

  /// The names of everything the component exports at its root.
  public Set<String> exportNames() {
    return exports.index().keySet();
  }

  /// The core module that the component exports under this name, or `null`.
  public @Nullable CoreModule coreModule(String name) {
    return exports.find(name) instanceof CoreModule module ? module : null;
  }

  /// What stands for the resource type that the component exports under this name, or `null`: the
  /// same object for the same type, and of no other use.
  public @Nullable Object resourceType(String name) {
    return exports.find(name) instanceof RuntimeResource resource ? resource : null;
  }

  /// Runs the destructor of a resource that the component gave to the host to own; it is not to be
  /// used again.
  ///
  /// @throws dev.jawa.engine.Trap if the destructor traps
  public void drop(GuestResource resource) {
    ((GuestHandle) resource).destroy();
  }

  /// Changes how many handles the tables of the store may hold; those that are there stay.
  public void limitHandles(int max) {
    store.limitHandles(max);
  }

  /// Ends what the guest is doing, from any thread; see `CoreStore.interrupt`.
  public void interrupt() {
    store.core().interrupt();
    if (store.isScheduled()) {
      store.scheduler().events().interrupt();
    }
  }

  /// Whether [#giveWay] always has an effect, and the guest waits in functions of the host only.
  public boolean givesWay() {
    return store.core().givesWay() && !store.isScheduled();
  }

  /// Has the thread that runs the guest run this, from any thread; see `CoreStore.giveWay`.
  public void giveWay(Runnable action) {
    store.core().giveWay(action);
  }

  /// Drops every handle the guest still holds (running the host's destructors) and frees the store.
  @Override
  public void close() {
    store.close();
    GuestEvents.closed(life);
  }
}
