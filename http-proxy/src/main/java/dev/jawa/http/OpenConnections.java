package dev.jawa.http;

import static java.util.Comparator.comparingLong;

import io.netty.channel.Channel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// The connections of a listener, up to a limit. When the last place is taken, new ones wait in the
/// backlog, and those that have had no request for longest are closed: nobody keeps the others out
/// by holding connections that he does not use. Called from any event loop.
final class OpenConnections {

  /// How long a connection must have been without a request to be closed for others: long enough
  /// for a client that sends one after the other.
  private static final long UNUSED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /// How often to look for unused ones while there is no room.
  private static final long PAUSE_MILLIS = 250;

  /// The part of the limit that is closed at a time, so that looking for them stays rare.
  private static final int PART = 16;

  private final Set<ConnectionGate> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean makingRoom = new AtomicBoolean();
  private final int limit;

  OpenConnections(int limit) {
    this.limit = limit;
  }

  /// Counts a connection until it is closed.
  void add(ConnectionGate gate) {
    Channel listener = gate.channel().parent();
    open.add(gate);
    acceptAsRoomIs(listener);
    gate.channel()
        .closeFuture()
        .addListener(_ -> {
          open.remove(gate);
          acceptAsRoomIs(listener);
        });
  }

  int size() {
    return open.size();
  }

  Stream<ConnectionGate> stream() {
    return open.stream();
  }

  private boolean isFull() {
    return open.size() >= limit;
  }

  private void acceptAsRoomIs(Channel listener) {
    boolean full = isFull();
    if (listener.isOpen() && listener.config().isAutoRead() == full) {
      listener.config().setAutoRead(!full);
    }
    if (full && makingRoom.compareAndSet(false, true)) {
      makeRoom(listener);
    }
  }

  private void makeRoom(Channel listener) {
    if (listener.isOpen() && isFull()) {
      unused().forEach(gate -> gate.closeIfUnused(UNUSED_NANOS));
      var _ =
          listener
              .eventLoop()
              .schedule(() -> makeRoom(listener), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    makingRoom.set(false);
    if (listener.isOpen()) {
      // It may have become full again between the two lines above.
      acceptAsRoomIs(listener);
    }
  }

  /// Some that have been without a request for longest.
  private List<ConnectionGate> unused() {
    record Unused(ConnectionGate gate, long nanos) {}
    return open.stream()
        .map(gate -> new Unused(gate, gate.unusedNanos()))
        .filter(each -> each.nanos() >= UNUSED_NANOS)
        .sorted(comparingLong(Unused::nanos).reversed())
        .limit(Math.max(1, limit / PART))
        .map(Unused::gate)
        .toList();
  }
}
