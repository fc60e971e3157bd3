package dev.jawa.component.runtime;

import dev.jawa.engine.CoreStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all component instances of one store share.
public final class StoreState implements AutoCloseable {

  private final CoreStore core;
  private @Nullable Object context;
  private final ComponentLimits limits;
  private int maxHandles;
  private final List<InstanceState> instances = new ArrayList<>();
  private final @Nullable Scheduler scheduler;
  private int handles;

  /// What was taken out of a table and has not arrived anywhere yet; a trap on the way leaves it
  /// here.
  private final List<InFlight> inFlight = new ArrayList<>();

  private @Nullable RuntimeException closeFailure;
  private boolean missedContext;

  /// A store for components whose calls are all synchronous.
  ///
  /// @param context what host functions of this store get
  public StoreState(CoreStore core, Object context, ComponentLimits limits) {
    this(core, context, limits, null);
  }

  /// @param context what host functions of this store get; `null` if they cannot be called yet
  /// @param scheduler `null` if all calls are synchronous, and run on the thread of their caller
  public StoreState(
      CoreStore core,
      @Nullable Object context,
      ComponentLimits limits,
      @Nullable Scheduler scheduler) {
    this.scheduler = scheduler;
    this.core = core;
    this.context = context;
    this.limits = limits;
    this.maxHandles = limits.maxHandles();
  }

  public CoreStore core() {
    return core;
  }

  /// What host functions of this store get.
  ///
  /// @throws NoContextException if there is none
  public Object context() {
    Object given = context;
    if (given == null) {
      missedContext = true;
      throw new NoContextException();
    }
    return given;
  }

  /// Gives host functions another context from now on, or none.
  public void setContext(@Nullable Object next) {
    context = next;
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

  /// Changes how many handles there may be; those that are there stay.
  public void limitHandles(int max) {
    maxHandles = max;
  }

  void handleAdded() {
    if (handles >= maxHandles) {
      throw AbiTraps.trap(
          "resource table has no free keys: the limit is " + maxHandles + " handles");
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
      releaseHandles();
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

  private void releaseHandles() {
    for (InstanceState instance : instances) {
      instance.handles().destroyHostResources();
    }
    for (InFlight one : inFlight) {
      destroyQuietly(one.type, one.value);
    }
    inFlight.clear();
    handles = 0;
  }

  /// Whether no instance has handles, calls or flags: all that is left is the engine's.
  public boolean isPristine() {
    return scheduler == null
        && handles == 0
        && inFlight.isEmpty()
        && closeFailure == null
        && !missedContext
        && instances.stream().allMatch(InstanceState::isPristine);
  }

  /// Gives back what guests still own, as [#close()] does, and forgets everything that the calls so
  /// far have left here.
  ///
  /// @return `false` if something cannot be forgotten, or a destructor failed; the store is then to
  ///   be closed
  public boolean reset() {
    if (scheduler != null) {
      return false;
    }
    releaseHandles();
    if (closeFailure != null) {
      return false;
    }
    for (InstanceState instance : instances) {
      if (!instance.reset()) {
        return false;
      }
    }
    return true;
  }
}
