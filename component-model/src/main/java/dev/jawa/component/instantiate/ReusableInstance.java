package dev.jawa.component.instantiate;

import dev.jawa.component.runtime.StoreState;
import dev.jawa.engine.StoreSnapshot;
import org.jspecify.annotations.Nullable;

/// An instance that is used again and again, each time as if it were new: [#reset()] drops its
/// handles, and puts memories, tables and globals back to what they were after instantiation. What
/// a guest gave the host to own is of no use after that.
///
/// Only for components whose initialisation calls nothing of the host: it could answer otherwise
/// the next time. One thread at a time, except for `interrupt`.
///
/// @param <C> what belongs to one use
public final class ReusableInstance<C> implements AutoCloseable {

  private final StoreState store;
  private final ComponentInstance instance;
  private final StoreSnapshot snapshot;

  private ReusableInstance(StoreState store, ComponentInstance instance, StoreSnapshot snapshot) {
    this.store = store;
    this.instance = instance;
    this.snapshot = snapshot;
  }

  /// @param engine named in the reason
  static <C> ReusableInstance<C> of(
      StoreState store,
      ComponentInstance instance,
      @Nullable ReusableInstance<C> twin,
      String engine)
      throws NotReusableException {
    if (store.isScheduled() || !store.isPristine()) {
      store.close();
      throw new NotReusableException(
          store.isScheduled()
              ? "its calls may overlap"
              : "its initialisation leaves more than memories, tables and globals",
          null);
    }
    StoreSnapshot snapshot = store.core().snapshot(twin == null ? null : twin.snapshot);
    if (snapshot == null) {
      store.close();
      throw new NotReusableException(engine + " cannot put its state back", null);
    }
    return new ReusableInstance<>(store, instance, snapshot);
  }

  /// Starts a use.
  public ComponentInstance begin(C context) {
    store.setContext(context);
    return instance;
  }

  /// Ends a use: drops every handle the guest still holds (running the host's destructors) and
  /// forgets all the guest did.
  ///
  /// @return `false` if it cannot be used again, and is to be closed: a call trapped, was
  ///   interrupted or changed what cannot be put back, or a destructor failed
  public boolean reset() {
    boolean asNew = store.reset() && snapshot.restore();
    store.setContext(null);
    return asNew;
  }

  /// How many bytes it keeps from the collector, about; what it shares with its twin is not
  /// counted.
  public long heldBytes() {
    return snapshot.heldBytes();
  }

  /// See [ComponentInstance#close()].
  @Override
  public void close() {
    instance.close();
  }
}
