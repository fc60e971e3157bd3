package dev.jawa.component.runtime;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a component instance knows by an index. Index 0 is never given out; the index freed last is
/// reused first, which guests can observe. Spec: `CanonicalABI.md`, table state.
///
/// @param <E> what an index stands for
final class HandleTable<E> {

  /// The largest index there can be: the upper bits are needed by packed results of asynchronous
  /// calls.
  static final int MAX_LENGTH = (1 << 28) - 1;

  private static final int FIRST_CAPACITY = 16;
  private static final int KEPT_CAPACITY = 1024;

  private @Nullable Object[] entries = new Object[0];
  private int[] free = new int[0];
  private int freeCount;
  private int used = 1;

  int add(E entry) {
    if (freeCount > 0) {
      int index = free[--freeCount];
      entries[index] = entry;
      return index;
    }
    if (used > MAX_LENGTH) {
      throw AbiTraps.trap("cannot allocate another handle: index overflow");
    }
    if (used >= entries.length) {
      entries = Arrays.copyOf(entries, Math.max(FIRST_CAPACITY, entries.length * 2));
    }
    entries[used] = entry;
    return used++;
  }

  @SuppressWarnings("unchecked") // only [#add] fills entries
  E get(int index) {
    if (index > 0 && index < used) {
      E entry = (E) entries[index];
      if (entry != null) {
        return entry;
      }
    }
    throw AbiTraps.unknownHandle(index);
  }

  /// Frees an index that [#get] just answered for.
  void free(int index) {
    entries[index] = null;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(FIRST_CAPACITY, free.length * 2));
    }
    free[freeCount++] = index;
  }

  /// Whether no index was ever given out.
  boolean isUnused() {
    return used == 1;
  }

  /// Whether an index stands for something like this.
  @SuppressWarnings("unchecked") // only [#add] fills entries
  boolean anyMatch(Predicate<E> wanted) {
    for (int i = 1; i < used; i++) {
      E entry = (E) entries[i];
      if (entry != null && wanted.test(entry)) {
        return true;
      }
    }
    return false;
  }

  /// Empties the table, from the oldest index to the newest.
  @SuppressWarnings("unchecked") // only [#add] fills entries
  void drain(Consumer<E> consumer) {
    @Nullable Object[] drained = entries;
    int end = used;
    entries = new Object[0];
    freeCount = 0;
    used = 1;
    for (int i = 1; i < end; i++) {
      E entry = (E) drained[i];
      if (entry != null) {
        consumer.accept(entry);
      }
    }
    keep(drained, end);
  }

  /// A table of usual size keeps its arrays for the next user.
  private void keep(@Nullable Object[] drained, int end) {
    if (drained.length <= KEPT_CAPACITY && free.length <= KEPT_CAPACITY) {
      Arrays.fill(drained, 0, Math.min(end, drained.length), null);
      entries = drained;
    } else {
      free = new int[0];
    }
  }
}
