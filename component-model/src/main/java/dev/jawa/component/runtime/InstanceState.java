package dev.jawa.component.runtime;

import dev.jawa.engine.CoreFunc;
import org.jspecify.annotations.Nullable;

/// One component instance while it lives: its flags, its handles, the meaning of its resource
/// types. A trap leaves the instance entered for ever, which is what makes later calls trap. Spec:
/// `CanonicalABI.md`, component instances.
public final class InstanceState {

  private static final int THREAD_CONTEXT_SLOTS = 2;
  private static final int MAX_BACKPRESSURE = (1 << 16) - 1;

  private final StoreState store;
  private final @Nullable InstanceState parent;
  private final HandleTable handles = new HandleTable();
  private final @Nullable RuntimeResource[] resources;
  private final long[] threadContext = new long[THREAD_CONTEXT_SLOTS];
  private int backpressure;
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
    store.register(this);
  }

  public StoreState store() {
    return store;
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
    for (InstanceState i = this; i != null; i = i == outermost ? null : i.parent) {
      if (!i.mayEnter) {
        throw AbiTraps.cannotEnter();
      }
    }
    setMayEnter(outermost, false);
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

  /// A call begins: its thread has an empty context. At most one thread runs in an instance as long
  /// as all calls are synchronous.
  public void startThread() {
    threadContext[0] = 0;
    threadContext[1] = 0;
  }

  /// Runs a function of the instance on a thread of its own, while another one may be waiting for
  /// it: allocation and destructors do not see the context of the call they serve.
  public long[] callOnOwnThread(CoreFunc func, long... args) {
    long first = threadContext[0];
    long second = threadContext[1];
    startThread();
    long[] results = func.call(args);
    threadContext[0] = first;
    threadContext[1] = second;
    return results;
  }

  /// `canon context.get`.
  public long threadContext(int slot) {
    return threadContext[slot];
  }

  /// `canon context.set`.
  public void setThreadContext(int slot, long value) {
    threadContext[slot] = value;
  }

  /// `canon backpressure.inc` and `backpressure.dec`; only asynchronous calls wait for it.
  public void addBackpressure(int delta) {
    backpressure += delta;
    if (backpressure < 0 || backpressure > MAX_BACKPRESSURE) {
      throw AbiTraps.trap("backpressure counter overflow");
    }
  }

  // Handles

  /// `canon resource.new`.
  public int newHandle(int slot, int rep) {
    checkMayLeave();
    RuntimeResource.OfGuest type = (RuntimeResource.OfGuest) resource(slot);
    return add(new ResourceHandle(type, new GuestHandle(type, rep), null));
  }

  /// `canon resource.rep`.
  public int representation(int slot, int index) {
    return ((GuestHandle) typed(slot, index).value).rep();
  }

  /// `canon resource.drop`.
  public void dropHandle(int slot, int index) {
    checkMayLeave();
    ResourceHandle handle = remove(slot, index);
    if (handle.borrowScope != null) {
      handle.borrowScope.dropped();
      return;
    }
    switch (handle.type) {
      case RuntimeResource.OfHost host -> host.destroy(handle.value);
      case RuntimeResource.OfGuest guest -> guest.destroy(((GuestHandle) handle.value).rep(), this);
    }
  }

  /// Takes an owned resource out of the table.
  public Object liftOwn(int slot, int index) {
    ResourceHandle handle = remove(slot, index);
    if (!handle.owning()) {
      throw AbiTraps.notOwned(index);
    }
    if (handle.type instanceof RuntimeResource.OfHost host) {
      store.took(host, handle.value);
    }
    return handle.value;
  }

  /// Borrows a resource for the time of a call.
  public Object liftBorrow(int slot, int index, Subtask lender) {
    ResourceHandle handle = typed(slot, index);
    lender.lend(handle);
    return handle.value;
  }

  /// Puts an owned resource into the table.
  public int lowerOwn(int slot, Object value) {
    RuntimeResource type = resource(slot);
    int index = add(new ResourceHandle(type, checked(type, value), null));
    store.arrived(value);
    return index;
  }

  /// Lends a resource to this instance for the time of a call; the defining instance gets the
  /// representation itself.
  public int lowerBorrow(int slot, Object value, Task borrower) {
    RuntimeResource type = resource(slot);
    Object checked = checked(type, value);
    if (type instanceof RuntimeResource.OfGuest guest && guest.implementer() == this) {
      return ((GuestHandle) checked).rep();
    }
    borrower.borrowed();
    return add(new ResourceHandle(type, checked, borrower));
  }

  private static Object checked(RuntimeResource type, Object value) {
    return switch (type) {
      case RuntimeResource.OfHost host -> host.check(value);
      case RuntimeResource.OfGuest guest -> {
        if (value instanceof GuestHandle handle && handle.type() == guest) {
          yield handle;
        }
        throw new IllegalArgumentException(
            "the host gave a value of another type where a resource of a guest is wanted");
      }
    };
  }

  private int add(ResourceHandle handle) {
    store.handleAdded();
    return handles.add(handle);
  }

  private ResourceHandle typed(int slot, int index) {
    ResourceHandle handle = handles.get(index);
    RuntimeResource expected = resource(slot);
    if (handle.type != expected) {
      throw AbiTraps.wrongHandleType(index, expected, handle.type);
    }
    return handle;
  }

  private ResourceHandle remove(int slot, int index) {
    ResourceHandle handle = typed(slot, index);
    if (handle.lends != 0) {
      throw AbiTraps.lent();
    }
    handles.free(index);
    store.handleRemoved();
    return handle;
  }

  /// Gives back to the host what the instance still owns of it.
  void destroyHostResources() {
    handles.drain(handle -> {
      if (handle.owning() && handle.type instanceof RuntimeResource.OfHost host) {
        store.destroyQuietly(host, handle.value);
      }
    });
  }
}
