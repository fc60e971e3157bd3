package dev.jawa.component.runtime;

import dev.jawa.engine.CoreStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all component instances of one store share.
public final class StoreState implements AutoCloseable {

  private final CoreStore core;
  private final Object context;
  private final ComponentLimits limits;
  private final List<InstanceState> instances = new ArrayList<>();
  private final @Nullable Scheduler scheduler;
  private int handles;

  /// What was taken out of a table and has not arrived anywhere yet; a trap on the way leaves it
  /// here.
  private final List<InFlight> inFlight = new ArrayList<>();

  private @Nullable RuntimeException closeFailure;

  /// A store for components whose calls are all synchronous.
  ///
  /// @param context what host functions of this store get
  public StoreState(CoreStore core, Object context, ComponentLimits limits) {
    this(core, context, limits, null);
  }

  /// @param context what host functions of this store get
  /// @param scheduler `null` if all calls are synchronous, and run on the thread of their caller
  public StoreState(
      CoreStore core, Object context, ComponentLimits limits, @Nullable Scheduler scheduler) {
    this.scheduler = scheduler;
    this.core = core;
    this.context = context;
    this.limits = limits;
  }

  public CoreStore core() {
    return core;
  }

  /// What host functions of this store get.
  public Object context() {
    return context;
  }

  public ComponentLimits limits() {
    return limits;
  }

  /// Whether calls are tasks with threads of their own.
  public boolean isScheduled() {
    return scheduler != null;
  }

  /// Hands out turns; only in a store that has one.
  public Scheduler scheduler() {
    if (scheduler == null) {
      throw new IllegalStateException("all calls of the store are synchronous");
    }
    return scheduler;
  }

  @Nullable GuestThread currentThread() {
    return scheduler == null ? null : scheduler.current();
  }

  void register(InstanceState instance) {
    instances.add(instance);
  }

  void handleAdded() {
    if (handles >= limits.maxHandles()) {
      throw AbiTraps.trap(
          "resource table has no free keys: the limit is " + limits.maxHandles() + " handles");
    }
    handles++;
  }

  void handleRemoved() {
    handles--;
  }

  /// A resource of the host on its way between tables, or to the host.
  private record InFlight(RuntimeResource.OfHost type, Object value) {}

  void took(RuntimeResource.OfHost type, Object value) {
    inFlight.add(new InFlight(type, value));
  }

  void arrived(Object value) {
    if (!inFlight.isEmpty()) {
      inFlight.removeIf(one -> one.value == value);
    }
  }

  /// The host has got the values of a call: what they own is the host's business from now on.
  public void delivered() {
    inFlight.clear();
  }

  void destroyQuietly(RuntimeResource.OfHost type, Object value) {
    try {
      type.destroy(value);
    } catch (RuntimeException e) {
      if (closeFailure == null) {
        closeFailure = e;
      } else {
        closeFailure.addSuppressed(e);
      }
    }
  }

  /// Runs the destructors of the host for everything that guests still own or were about to give
  /// away, each once, then frees the engine's store.
  ///
  /// @throws RuntimeException what a destructor threw first, after all have run
  @Override
  public void close() {
    try {
      if (scheduler != null) {
        scheduler.close();
      }
      instances.forEach(instance -> instance.handles().destroyHostResources());
      inFlight.forEach(one -> destroyQuietly(one.type, one.value));
      inFlight.clear();
      handles = 0;
      instances.clear();
    } finally {
      core.close();
    }
    if (closeFailure != null) {
      RuntimeException failure = closeFailure;
      closeFailure = null;
      throw failure;
    }
  }
}
