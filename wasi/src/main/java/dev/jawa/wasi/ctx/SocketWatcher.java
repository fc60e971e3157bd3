package dev.jawa.wasi.ctx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The one thread of this process that waits for the sockets of all guests, so that a guest that
/// waits costs none. It starts with the first wait and stays.
final class SocketWatcher {

  static final SocketWatcher SYSTEM = new SocketWatcher();

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final SocketBuffers buffers = new SocketBuffers();
  private @Nullable Selector selector;

  private SocketWatcher() {}

  /// One who waits, woken once.
  ///
  /// @param operations as in [SelectionKey]
  record Waiter(SelectableChannel channel, int operations, Runnable wake, AtomicBoolean done) {

    boolean cancel() {
      return done.compareAndSet(false, true);
    }

    void fire() {
      if (cancel()) {
        wake.run();
      }
    }
  }

  SocketBuffers buffers() {
    return buffers;
  }

  void add(Waiter waiter) {
    Selector used = started();
    tasks.add(() -> register(used, waiter));
    used.wakeup();
  }

  void remove(Waiter waiter) {
    Selector used = started();
    tasks.add(() -> forget(used, waiter));
    used.wakeup();
  }

  /// A watched socket that was closed is only gone when its selector has let it go.
  void letGo() {
    lock.lock();
    try {
      if (selector != null) {
        selector.wakeup();
      }
    } finally {
      lock.unlock();
    }
  }

  private Selector started() {
    lock.lock();
    try {
      Selector used = selector;
      if (used == null) {
        Selector opened = Selector.open();
        Thread.ofPlatform().daemon().name("jawa-sockets").start(() -> run(opened));
        selector = opened;
        used = opened;
      }
      return used;
    } catch (IOException e) {
      throw new UncheckedIOException("No more sockets can be watched", e);
    } finally {
      lock.unlock();
    }
  }

  private void run(Selector watched) {
    while (true) {
      try {
        watched.select(SocketWatcher::fire);
      } catch (IOException e) {
        throw new UncheckedIOException("Watching sockets failed", e);
      }
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
    }
  }

  private static void register(Selector selector, Waiter waiter) {
    try {
      SelectionKey key = waiter.channel.keyFor(selector);
      if (key == null) {
        key = waiter.channel.register(selector, 0, new ArrayList<Waiter>());
      }
      waiters(key).add(waiter);
      key.interestOpsOr(waiter.operations);
    } catch (ClosedChannelException | CancelledKeyException e) {
      waiter.fire();
    }
  }

  private static void forget(Selector selector, Waiter waiter) {
    SelectionKey key = waiter.channel.keyFor(selector);
    if (key != null) {
      waiters(key).remove(waiter);
      updateInterest(key);
    }
  }

  private static void fire(SelectionKey key) {
    int ready = key.isValid() ? key.readyOps() : ~0;
    waiters(key)
        .removeIf(waiter -> {
          boolean concerned = (waiter.operations & ready) != 0;
          if (concerned) {
            waiter.fire();
          }
          return concerned;
        });
    updateInterest(key);
  }

  private static void updateInterest(SelectionKey key) {
    int operations = 0;
    for (Waiter waiter : waiters(key)) {
      operations |= waiter.operations;
    }
    try {
      key.interestOps(operations);
    } catch (CancelledKeyException e) {
      waiters(key).forEach(Waiter::fire);
    }
  }

  @SuppressWarnings("unchecked") // every key is registered above, with such a list
  private static List<Waiter> waiters(SelectionKey key) {
    return (List<Waiter>) key.attachment();
  }
}
