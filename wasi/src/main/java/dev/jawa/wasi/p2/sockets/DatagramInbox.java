package dev.jawa.wasi.p2.sockets;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// What has come in over a UDP socket and was not handed out yet. On the guest's thread only.
final class DatagramInbox {

  private static final int LARGEST_DATAGRAM = 65_535;

  /// How many are kept when a socket with datagrams is connected; more are lost, as UDP may.
  private static final int MOST_KEPT = 256;

  private final DatagramChannel channel;
  private final IpFamily family;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
  private final Deque<Datagram> kept = new ArrayDeque<>();
  private @Nullable IOException failure;

  /// A datagram with its sender.
  @SuppressWarnings("ArrayRecordComponent") // the bytes go to the guest as they are; never compared
  record Datagram(InetSocketAddress from, byte[] data) {}

  DatagramInbox(DatagramChannel channel, IpFamily family) {
    this.channel = channel;
    this.family = family;
  }

  /// Whether [#next()] would bring a datagram or a failure.
  boolean isReady() {
    if (kept.isEmpty() && failure == null) {
      try {
        Datagram next = receive();
        if (next != null) {
          kept.add(next);
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    return !kept.isEmpty() || failure != null;
  }

  /// Whether [#next()] would bring a datagram.
  boolean hasDatagram() {
    return isReady() && !kept.isEmpty();
  }

  /// The next one that is there, or `null`.
  @Nullable Datagram next() throws IOException {
    if (!isReady()) {
      return null;
    }
    Datagram next = kept.poll();
    if (next == null && failure != null) {
      IOException thrown = failure;
      failure = null;
      throw thrown;
    }
    return next;
  }

  /// Connects the channel. The JDK throws away what came before; WASI does not, if the sender is
  /// right.
  void connect(InetSocketAddress remote) throws IOException {
    for (int i = 0; i < MOST_KEPT; i++) {
      Datagram next = receive();
      if (next == null) {
        break;
      }
      kept.add(next);
    }
    kept.removeIf(datagram -> !datagram.from().equals(remote));
    channel.connect(remote);
  }

  /// The next one of this family; the JDK's IPv6 sockets take IPv4 too, WASI's do not.
  private @Nullable Datagram receive() throws IOException {
    SocketAddress from;
    do {
      buffer.clear();
      from = channel.receive(buffer);
    } while (from instanceof InetSocketAddress other && !family.has(other.getAddress()));
    if (!(from instanceof InetSocketAddress sender)) {
      return null;
    }
    byte[] data = new byte[buffer.flip().remaining()];
    buffer.get(data);
    return new Datagram(sender, data);
  }
}
