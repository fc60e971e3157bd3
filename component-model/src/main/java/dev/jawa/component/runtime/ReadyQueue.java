package dev.jawa.component.runtime;

import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Blocked threads that may go on, the one that has waited longest first.
final class ReadyQueue {

  static final Comparator<GuestThread> LONGEST_WAITING =
      Comparator.comparingLong(GuestThread::waitingSince);

  private final TreeSet<GuestThread> threads = new TreeSet<>(LONGEST_WAITING);

  void add(GuestThread thread) {
    threads.add(thread);
  }

  void remove(GuestThread thread) {
    threads.remove(thread);
  }

  void clear() {
    threads.clear();
  }

  @Nullable GuestThread first() {
    return threads.isEmpty() ? null : threads.first();
  }

  /// The next one behind a thread, which need not be in here any more.
  @Nullable GuestThread after(GuestThread thread) {
    return threads.higher(thread);
  }
}
