package dev.jawa.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The instances that wait for a request, the one used last on top: what a busy server does not
/// need sinks to the bottom and is given up there.
///
/// How many a busy server needs changes from moment to moment. Giving them up as it falls, and
/// making them again as it rises, would fill the old generation with their memories, which no small
/// collection takes away. So while requests come an instance may wait longer for one.
final class IdleInstances implements AutoCloseable {

  /// How many times the idle timeout that is.
  private static final int WHILE_BUSY = 10;

  private final PoolOptions options;
  private final @Nullable IdleBudget shared;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition overfull = lock.newCondition();
  private final Deque<PooledInstance> waiting = new ArrayDeque<>();
  private final Thread janitor;
  private long bytes;
  private long lastTake = System.nanoTime();
  private volatile int size;
  private boolean closed;

  IdleInstances(PoolOptions options) {
    this.options = options;
    this.shared = options.shared();
    if (shared != null) {
      shared.join(this);
    }
    this.janitor = Thread.ofVirtual().name("jawa-idle-instances").start(this::giveUpIdle);
  }

  @Nullable PooledInstance take() {
    long now = System.nanoTime();
    lock.lock();
    try {
      lastTake = now;
      PooledInstance taken = waiting.pollLast();
      if (taken != null) {
        removed(taken);
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void removed(PooledInstance instance) {
    bytes -= instance.bytes();
    size = waiting.size();
    if (shared != null) {
      shared.giveBack(instance.bytes());
    }
  }

  int size() {
    return size;
  }

  /// @return `false` if there is no room for it
  boolean put(PooledInstance instance) {
    instance.idleSince(System.nanoTime());
    if (shared == null) {
      return add(instance);
    }
    if (!hasRoom(instance) || !shared.take(instance.bytes(), this)) {
      return false;
    }
    boolean added = add(instance);
    if (!added) {
      shared.giveBack(instance.bytes());
    }
    return added;
  }

  private boolean hasRoom(PooledInstance instance) {
    lock.lock();
    try {
      return !closed
          && waiting.size() < options.maxIdle()
          && instance.bytes() <= options.maxIdleBytes() - bytes;
    } finally {
      lock.unlock();
    }
  }

  private boolean add(PooledInstance instance) {
    lock.lock();
    try {
      if (!hasRoom(instance)) {
        return false;
      }
      waiting.addLast(instance);
      bytes += instance.bytes();
      size = waiting.size();
      if (waiting.size() == options.warm() + 1) {
        overfull.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// For how many nanoseconds the one has waited that has done so longest; negative if none may be
  /// given up.
  long longestIdle(long now) {
    lock.lock();
    try {
      PooledInstance oldest = waiting.peekFirst();
      return oldest == null || waiting.size() <= options.warm()
          ? -1
          : Math.max(0, now - oldest.idleSince());
    } finally {
      lock.unlock();
    }
  }

  /// Gives up the one that has waited longest.
  ///
  /// @return `false` if there is none
  boolean giveUpOldest() {
    PooledInstance oldest;
    lock.lock();
    try {
      if (waiting.isEmpty() || waiting.size() <= options.warm()) {
        return false;
      }
      oldest = waiting.removeFirst();
      removed(oldest);
    } finally {
      lock.unlock();
    }
    closeQuietly(oldest);
    return true;
  }

  private void giveUpIdle() {
    try {
      while (true) {
        awaitIdle().forEach(IdleInstances::closeQuietly);
      }
    } catch (InterruptedException closing) {
      // Nothing waits any more.
    }
  }

  /// What a destructor of the host throws here has no request to tell it to.
  private static void closeQuietly(PooledInstance instance) {
    try {
      instance.close();
    } catch (RuntimeException e) {
      // It is gone all the same.
    }
  }

  /// Waits until instances have been idle for too long, and takes them out.
  private List<PooledInstance> awaitIdle() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = timeLeft();
      while (left > 0) {
        if (left == Long.MAX_VALUE) {
          overfull.await();
        } else {
          var _ = overfull.awaitNanos(left);
        }
        left = timeLeft();
      }
      List<PooledInstance> idle = new ArrayList<>();
      while (timeLeft() <= 0) {
        PooledInstance oldest = waiting.removeFirst();
        removed(oldest);
        idle.add(oldest);
      }
      return idle;
    } finally {
      lock.unlock();
    }
  }

  /// How many nanoseconds the oldest one may still wait.
  private long timeLeft() {
    PooledInstance oldest = waiting.peekFirst();
    if (oldest == null || waiting.size() <= options.warm()) {
      return Long.MAX_VALUE;
    }
    long now = System.nanoTime();
    long idle = now - oldest.idleSince();
    // What an instance keeps from one request to the next, users want gone when the timeout says
    // so.
    long quiet = options.maxReuse() == 1 ? now - lastTake : idle;
    return timeLeft(options.idleTimeout().toNanos(), idle, quiet);
  }

  /// How long one may still wait, unless more requests come.
  ///
  /// @param timeout after which it is given up when there are none
  /// @param idle how long it has waited
  /// @param quiet since when there are none
  /// @return nanoseconds; none left where this is not positive
  static long timeLeft(long timeout, long idle, long quiet) {
    long whileBusy = timeout > Long.MAX_VALUE / WHILE_BUSY ? Long.MAX_VALUE : timeout * WHILE_BUSY;
    return Math.min(timeout - Math.min(idle, quiet), whileBusy - idle);
  }

  @Override
  public void close() {
    List<PooledInstance> left;
    lock.lock();
    try {
      closed = true;
      left = new ArrayList<>(waiting);
      waiting.clear();
      left.forEach(this::removed);
    } finally {
      lock.unlock();
    }
    if (shared != null) {
      shared.leave(this);
    }
    janitor.interrupt();
    left.forEach(IdleInstances::closeQuietly);
  }
}
