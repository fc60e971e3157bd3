package dev.jawa.component.runtime;

import dev.jawa.engine.CoreFunc;
import org.jspecify.annotations.Nullable;

/// One component instance while it lives: its flags, its handles, the meaning of its resource
/// types. A trap leaves the instance entered for ever, which is what makes later calls trap. Spec:
/// `CanonicalABI.md`, component instances.
public final class InstanceState {

  private static final int THREAD_CONTEXT_SLOTS = 2;

  private final StoreState store;
  private final @Nullable InstanceState parent;
  private final HandleTable<HandleEntry> table = new HandleTable<>();
  private final ResourceHandles handles = new ResourceHandles(this, table);
  private final AsyncHandles asyncHandles = new AsyncHandles(this, table);
  private final Admission admission;
  private final @Nullable RuntimeResource[] resources;
  private final long[] threadContext = new long[THREAD_CONTEXT_SLOTS];
  private boolean mayEnter;
  private boolean mayLeave = true;

  /// @param parent the instance that made this one; `null` for the root
  /// @param resources one for each resource type its component knows, `null` where instantiation
  ///   will tell; copied
  public InstanceState(
      StoreState store, @Nullable InstanceState parent, @Nullable RuntimeResource[] resources) {
    this.store = store;
    this.parent = parent;
    this.resources = resources.clone();
    this.admission = new Admission(store);
    store.register(this);
  }

  public StoreState store() {
    return store;
  }

  public ResourceHandles handles() {
    return handles;
  }

  /// The handles that asynchronous calls need.
  public AsyncHandles asyncHandles() {
    return asyncHandles;
  }

  /// Which tasks are let in.
  public Admission admission() {
    return admission;
  }

  /// All definitions have been executed: from now on it can be entered.
  public void instantiated() {
    mayEnter = true;
  }

  /// Gives a slot of the component its meaning in this instance.
  public void bindResource(int slot, RuntimeResource resource) {
    resources[slot] = resource;
  }

  /// The meaning of a slot.
  public RuntimeResource resource(int slot) {
    RuntimeResource resource = resources[slot];
    if (resource == null) {
      throw new IllegalStateException("resource slot " + slot + " is used before it is bound");
    }
    return resource;
  }

  // Being used again

  /// Whether it is as it was when all definitions had been executed and none called it.
  boolean isPristine() {
    return mayEnter && mayLeave && table.isUnused() && admission.isUnused();
  }

  /// Forgets its last call, after its handles are gone.
  ///
  /// @return `false` if that call is not over
  boolean reset() {
    clear(threadContext);
    return isPristine();
  }

  // Entering and leaving

  /// Whether this is `other` or one of the instances that `other` lies in.
  public boolean isSelfOrAncestorOf(InstanceState other) {
    for (InstanceState i = other; i != null; i = i.parent) {
      if (i == this) {
        return true;
      }
    }
    return false;
  }

  /// The last instance that a call from `caller` enters, seen from this one outwards; `null` if it
  /// enters none. It does not change while both live, so adapters ask once.
  ///
  /// @param caller `null` for the host
  public @Nullable InstanceState outermostEntered(@Nullable InstanceState caller) {
    InstanceState last = null;
    for (InstanceState i = this; i != null; i = i.parent) {
      if (caller != null && i.isSelfOrAncestorOf(caller)) {
        return last;
      }
      last = i;
    }
    return last;
  }

  /// Enters this instance and those around it up to `outermost`.
  public void enter(@Nullable InstanceState outermost) {
    if (outermost == null) {
      return;
    }
    if (!mayEnter(outermost)) {
      throw AbiTraps.cannotEnter();
    }
    setMayEnter(outermost, false);
  }

  /// Whether [#enter] would succeed.
  boolean mayEnter(@Nullable InstanceState outermost) {
    if (outermost == null) {
      return true;
    }
    for (InstanceState i = this; i != null; i = i == outermost ? null : i.parent) {
      if (!i.mayEnter) {
        return false;
      }
    }
    return true;
  }

  /// Undoes [#enter]; only after success.
  public void leave(@Nullable InstanceState outermost) {
    if (outermost != null) {
      setMayEnter(outermost, true);
    }
  }

  private void setMayEnter(InstanceState outermost, boolean value) {
    for (InstanceState i = this; i != null; i = i == outermost ? null : i.parent) {
      i.mayEnter = value;
    }
  }

  /// Traps while the instance only allocates or cleans up.
  public void checkMayLeave() {
    if (!mayLeave) {
      throw AbiTraps.cannotLeave();
    }
  }

  /// Around `realloc` and `post-return`.
  public void setMayLeave(boolean value) {
    mayLeave = value;
  }

  // Threads

  /// A call begins on the caller's thread: it has an empty context. At most one thread runs in an
  /// instance of a store without a scheduler.
  public void startThread() {
    clear(threadContext);
  }

  /// The context of the thread that runs now.
  private long[] context() {
    GuestThread current = store.currentThread();
    return current == null ? threadContext : current.storage();
  }

  private static void clear(long[] context) {
    context[0] = 0;
    context[1] = 0;
  }

  /// Runs a function of the instance on a thread of its own, while another one may be waiting for
  /// it: allocation and destructors do not see the context of the call they serve.
  public long[] callOnOwnThread(CoreFunc func, long... args) {
    long[] context = context();
    long first = context[0];
    long second = context[1];
    clear(context);
    long[] results = func.call(args);
    context[0] = first;
    context[1] = second;
    return results;
  }

  /// `canon context.get`.
  public long threadContext(int slot) {
    return context()[slot];
  }

  /// `canon context.set`.
  public void setThreadContext(int slot, long value) {
    context()[slot] = value;
  }

  /// `canon backpressure.inc` and `backpressure.dec`; only asynchronous calls wait for it.
  public void addBackpressure(int delta) {
    admission.addBackpressure(delta);
  }
}
