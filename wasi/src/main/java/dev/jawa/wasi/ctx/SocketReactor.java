package dev.jawa.wasi.ctx;

import dev.jawa.wasi.ctx.SocketWatcher.Waiter;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Wakes those who wait for the non-blocking sockets of one guest. The thread that watches them is
/// the same for all guests; what this one had watched ends with its context.
public final class SocketReactor implements AutoCloseable {

  private final SocketWatcher watcher = SocketWatcher.SYSTEM;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
  private final Set<SelectableChannel> watched = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  SocketReactor() {}

  /// Has `wake` called once when the channel is ready for one of the operations, or is closed.
  ///
  /// @param channel not blocking
  /// @param operations as in [java.nio.channels.SelectionKey]
  /// @param wake quick; called on the thread that watches the sockets of all guests
  /// @return cancels the wake; may be run more than once
  public Runnable await(SelectableChannel channel, int operations, Runnable wake) {
    AtomicBoolean done = new AtomicBoolean();
    Waiter[] self = new Waiter[1];
    Runnable once =
        () -> {
          waiting.remove(self[0]);
          wake.run();
        };
    Waiter waiter = new Waiter(channel, operations, once, done);
    self[0] = waiter;
    waiting.add(waiter);
    watched.add(channel);
    if (closed) {
      end(channel);
      waiter.fire();
      return () -> {};
    }
    watcher.add(waiter);
    return () -> {
      if (waiter.cancel()) {
        waiting.remove(waiter);
        watcher.remove(waiter);
      }
    };
  }

  /// What bytes from sockets are read into.
  public SocketBuffers buffers() {
    return watcher.buffers();
  }

  /// Closes a channel, also where it is being watched.
  public void close(SelectableChannel channel) {
    end(channel);
    watcher.letGo();
  }

  private void end(SelectableChannel channel) {
    watched.remove(channel);
    try {
      channel.close();
    } catch (IOException e) {
      // Nobody is left who could be told; the descriptor is released all the same.
    }
    // The watcher sees no event of a channel that is closed.
    for (Waiter waiter : waiting) {
      if (waiter.channel().equals(channel)) {
        waiter.fire();
      }
    }
  }

  /// Wakes everybody and closes the channels that were watched.
  @Override
  public void close() {
    closed = true;
    if (!watched.isEmpty()) {
      watched.forEach(this::end);
      watcher.letGo();
    }
    waiting.forEach(Waiter::fire);
  }
}
