package dev.jawa.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Those who wait for one thing to become ready.
final class Wakes {

  private final ReentrantLock lock = new ReentrantLock();
  private List<Entry> entries = new ArrayList<>(1);

  /// An entry of its own for each call: the same `Runnable` may wait twice.
  private record Entry(Runnable wake, Object identity) {}

  /// @return takes the wake out again
  Runnable add(Runnable wake) {
    Entry entry = new Entry(wake, new Object());
    lock.lock();
    try {
      entries.add(entry);
    } finally {
      lock.unlock();
    }
    return () -> remove(entry);
  }

  private void remove(Entry entry) {
    lock.lock();
    try {
      entries.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  /// Wakes all who wait now, without the lock.
  void wakeAll() {
    List<Entry> woken;
    lock.lock();
    try {
      if (entries.isEmpty()) {
        return;
      }
      woken = entries;
      entries = new ArrayList<>(1);
    } finally {
      lock.unlock();
    }
    woken.forEach(entry -> entry.wake().run());
  }
}
