package dev.jawa.http;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What tells a handler to give up: at most one action runs, and none after the handler returned.
final class AbortHook {

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Runnable action;
  private volatile boolean aborted;
  private volatile boolean returned;

  /// Replaces the action; runs it if it is too late to wait.
  void set(Runnable next) {
    lock.lock();
    try {
      if (!aborted) {
        action = next;
        return;
      }
    } finally {
      lock.unlock();
    }
    next.run();
  }

  void abort() {
    Runnable last;
    lock.lock();
    try {
      if (aborted || returned) {
        return;
      }
      aborted = true;
      last = action;
    } finally {
      lock.unlock();
    }
    if (last != null) {
      last.run();
    }
  }

  /// The handler returned.
  void finish() {
    lock.lock();
    try {
      returned = true;
      action = null;
    } finally {
      lock.unlock();
    }
  }

  boolean isAborted() {
    return aborted;
  }

  boolean isFinished() {
    return returned;
  }
}
