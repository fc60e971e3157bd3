package dev.jawa.component.runtime;

/// The handles of one component instance and what may be done with them. A resource type is named
/// by its slot in the component; the instance knows what the slot means. Spec: `CanonicalABI.md`,
/// `lift_own` and its neighbours, `canon resource.new` and following.
public final class ResourceHandles {

  private final InstanceState instance;
  private final HandleTable<HandleEntry> table;

  ResourceHandles(InstanceState instance, HandleTable<HandleEntry> table) {
    this.instance = instance;
    this.table = table;
  }

  /// `canon resource.new`.
  public int create(int slot, int rep) {
    instance.checkMayLeave();
    RuntimeResource.OfGuest type = (RuntimeResource.OfGuest) instance.resource(slot);
    return add(new ResourceHandle(type, new GuestHandle(type, rep), null));
  }

  /// `canon resource.rep`.
  public int representation(int slot, int index) {
    return ((GuestHandle) typed(slot, index).value).rep();
  }

  /// `canon resource.drop`.
  public void drop(int slot, int index) {
    instance.checkMayLeave();
    ResourceHandle handle = typed(slot, index);
    if (handle.owning() && handle.type instanceof RuntimeResource.OfHost host) {
      // While it is in the table: closing the store still destroys it after a trap.
      host.checkDrop(handle.value);
    }
    remove(index, handle);
    if (handle.borrowScope != null) {
      handle.borrowScope.dropped();
      return;
    }
    switch (handle.type) {
      case RuntimeResource.OfHost host -> host.destroy(handle.value);
      case RuntimeResource.OfGuest guest ->
          guest.destroy(((GuestHandle) handle.value).rep(), instance);
    }
  }

  /// Takes an owned resource out of the table.
  public Object liftOwn(int slot, int index) {
    ResourceHandle handle = typed(slot, index);
    remove(index, handle);
    if (!handle.owning()) {
      throw AbiTraps.notOwned(index);
    }
    if (handle.type instanceof RuntimeResource.OfHost host) {
      instance.store().took(host, handle.value);
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
    RuntimeResource type = instance.resource(slot);
    int index = add(new ResourceHandle(type, checked(type, value), null));
    instance.store().arrived(value);
    return index;
  }

  /// A trap has ended the way of a resource of the host into the table: unless it is there already,
  /// closing the store destroys it.
  public void keepUnlessArrived(int slot, Object value) {
    if (instance.resource(slot) instanceof RuntimeResource.OfHost host
        && !table.anyMatch(
            entry -> entry instanceof ResourceHandle handle && handle.value == value)) {
      instance.store().took(host, value);
    }
  }

  /// Lends a resource to this instance for the time of a call; the defining instance gets the
  /// representation itself.
  public int lowerBorrow(int slot, Object value, Task borrower) {
    RuntimeResource type = instance.resource(slot);
    Object checked = checked(type, value);
    if (type instanceof RuntimeResource.OfGuest guest && guest.implementer() == instance) {
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
    instance.store().handleAdded();
    return table.add(handle);
  }

  private ResourceHandle typed(int slot, int index) {
    HandleEntry entry = table.get(index);
    RuntimeResource expected = instance.resource(slot);
    if (entry instanceof ResourceHandle handle && handle.type == expected) {
      return handle;
    }
    throw AbiTraps.wrongHandleType(index, expected.describe(), entry.describe());
  }

  private void remove(int index, ResourceHandle handle) {
    if (handle.lends != 0) {
      throw AbiTraps.lent();
    }
    table.free(index);
    instance.store().handleRemoved();
  }

  /// Gives back to the host what the instance still owns of it.
  void destroyHostResources() {
    table.drain(entry -> {
      if (entry instanceof ResourceHandle handle
          && handle.owning()
          && handle.type instanceof RuntimeResource.OfHost host) {
        instance.store().destroyQuietly(host, handle.value);
      }
    });
  }
}
