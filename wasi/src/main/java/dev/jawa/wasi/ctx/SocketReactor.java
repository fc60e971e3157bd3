package dev.jawa.wasi.ctx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
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

/// Wakes those who wait for the non-blocking sockets of one guest. Its one thread starts with the
/// first wait and ends with the context.
public final class SocketReactor implements AutoCloseable {

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private @Nullable Selector selector;
  private boolean closed;

  SocketReactor() {}

  /// Has `wake` called once when the channel is ready for one of the operations, or is closed.
  ///
  /// @param channel not blocking
  /// @param operations as in [SelectionKey]
  /// @param wake quick; called on the thread that watches all sockets
  /// @return cancels the wake; may be run more than once
  public Runnable await(SelectableChannel channel, int operations, Runnable wake) {
    Waiter waiter = new Waiter(operations, wake);
    Selector used = started();
    if (used == null) {
      waiter.fire();
      return () -> {};
    }
    tasks.add(() -> register(used, channel, waiter));
    used.wakeup();
    return () -> {
      if (waiter.cancel()) {
        tasks.add(() -> forget(used, channel, waiter));
        used.wakeup();
      }
    };
  }

  /// Closes a channel, also where it is being watched.
  public void close(SelectableChannel channel) {
    closeQuietly(channel);
    lock.lock();
    try {
      if (selector != null) {
        // A watched socket is only gone when its selector has let it go.
        selector.wakeup();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Wakes everybody and closes the channels that are being watched.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (selector != null) {
        selector.wakeup();
      }
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Selector started() {
    lock.lock();
    try {
      if (selector == null && !closed) {
        Selector opened = Selector.open();
        Thread.ofPlatform().daemon().name("jawa-sockets").start(() -> run(opened));
        selector = opened;
      }
      return closed ? null : selector;
    } catch (IOException e) {
      throw new UncheckedIOException("No more sockets can be watched", e);
    } finally {
      lock.unlock();
    }
  }

  private void run(Selector watched) {
    try (watched) {
      while (!isClosed()) {
        watched.select(SocketReactor::fire);
        runTasks();
      }
      runTasks();
      for (SelectionKey key : List.copyOf(watched.keys())) {
        closeQuietly(key.channel());
        waiters(key).forEach(Waiter::fire);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Watching sockets failed", e);
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private static void register(Selector selector, SelectableChannel channel, Waiter waiter) {
    try {
      SelectionKey key = channel.keyFor(selector);
      if (key == null) {
        key = channel.register(selector, 0, new ArrayList<Waiter>());
      }
      waiters(key).add(waiter);
      key.interestOpsOr(waiter.operations);
    } catch (ClosedChannelException | CancelledKeyException | ClosedSelectorException e) {
      waiter.fire();
    }
  }

  private static void forget(Selector selector, SelectableChannel channel, Waiter waiter) {
    SelectionKey key = channel.keyFor(selector);
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

  private static void closeQuietly(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nobody is left who could be told; the descriptor is released all the same.
    }
  }

  private static final class Waiter {
    private final int operations;
    private final Runnable wake;
    private final AtomicBoolean done = new AtomicBoolean();

    Waiter(int operations, Runnable wake) {
      this.operations = operations;
      this.wake = wake;
    }

    boolean cancel() {
      return done.compareAndSet(false, true);
    }

    void fire() {
      if (cancel()) {
        wake.run();
      }
    }
  }
}
