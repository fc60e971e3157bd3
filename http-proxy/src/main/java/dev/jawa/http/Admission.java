package dev.jawa.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/// Decides which requests run: so many at a time, so many more wait in their order, the rest is
/// refused. No thread waits; who ends starts the next.
final class Admission {

  /// What becomes of a request.
  enum Verdict {
    RUN,
    WAIT,
    REFUSE
  }

  private final int limit;
  private final int maxWaiting;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<ServerExchange> waiting = new ArrayDeque<>();
  private int running;

  Admission(int limit, int maxWaiting) {
    this.limit = limit;
    this.maxWaiting = maxWaiting;
  }

  Verdict admit(ServerExchange exchange) {
    lock.lock();
    try {
      if (running < limit) {
        running++;
        return Verdict.RUN;
      }
      if (waiting.size() >= maxWaiting) {
        return Verdict.REFUSE;
      }
      waiting.add(exchange);
      return Verdict.WAIT;
    } finally {
      lock.unlock();
    }
  }

  /// Takes one out that waits no longer.
  ///
  /// @return whether it was still waiting
  boolean withdraw(ServerExchange exchange) {
    lock.lock();
    try {
      return waiting.remove(exchange);
    } finally {
      lock.unlock();
    }
  }

  /// One that ran has ended.
  void release() {
    ServerExchange next;
    lock.lock();
    try {
      next = waiting.poll();
      if (next == null) {
        running--;
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      next.startHandler();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }
}
