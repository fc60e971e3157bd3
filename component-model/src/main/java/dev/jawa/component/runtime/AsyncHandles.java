package dev.jawa.component.runtime;

import dev.jawa.component.type.ValType;
import org.jspecify.annotations.Nullable;

/// The handles of one component instance that are no resources. Spec: `CanonicalABI.md`, waitable
/// state and following.
public final class AsyncHandles {

  private final InstanceState instance;
  private final HandleTable<HandleEntry> table;

  AsyncHandles(InstanceState instance, HandleTable<HandleEntry> table) {
    this.instance = instance;
    this.table = table;
  }

  /// A new handle.
  public int add(HandleEntry entry) {
    instance.store().handleAdded();
    return table.add(entry);
  }

  /// What a handle stands for.
  public <T extends HandleEntry> T get(int index, Class<T> type, String name) {
    HandleEntry entry = table.get(index);
    if (!type.isInstance(entry)) {
      throw AbiTraps.wrongHandleType(index, name, entry.describe());
    }
    return type.cast(entry);
  }

  public WaitableSet waitableSet(int index) {
    return get(index, WaitableSet.class, "waitable-set");
  }

  public Subtask subtask(int index) {
    return get(index, Subtask.class, "subtask");
  }

  /// `canon waitable.join`.
  public void join(int waitable, int set) {
    Waitable joining = get(waitable, Waitable.class, "waitable");
    joining.join(set == 0 ? null : waitableSet(set));
  }

  /// `canon waitable-set.drop`.
  public void dropWaitableSet(int index) {
    waitableSet(index).checkDroppable();
    free(index);
  }

  /// `canon subtask.drop`.
  public void dropSubtask(int index) {
    Subtask subtask = subtask(index);
    subtask.checkDroppable();
    subtask.dropped();
    free(index);
  }

  /// `canon stream.drop-readable` and its neighbours.
  public void dropEnd(int index, CopyEnd.Kind kind, @Nullable ValType element) {
    CopyEnd end = end(index, kind, element);
    end.drop();
    free(index);
  }

  /// The end of a stream or future.
  public CopyEnd end(int index, CopyEnd.Kind kind, @Nullable ValType element) {
    CopyEnd end = get(index, CopyEnd.class, "stream or future");
    end.check(index, kind, element);
    return end;
  }

  /// Takes a readable end out of the table.
  public SharedChannel liftEnd(int index, CopyEnd.Kind kind, @Nullable ValType element) {
    SharedChannel shared = end(index, kind, element).lift();
    free(index);
    return shared;
  }

  /// Frees an index that [#get] answered for.
  public void free(int index) {
    table.free(index);
    instance.store().handleRemoved();
  }
}
