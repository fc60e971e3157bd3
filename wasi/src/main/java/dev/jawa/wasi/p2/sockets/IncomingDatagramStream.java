package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.host.HostResource;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The resource `incoming-datagram-stream`.
public final class IncomingDatagramStream {

  public static final HostResource<IncomingDatagramStream> RESOURCE =
      HostResource.of(
          "incoming-datagram-stream",
          IncomingDatagramStream.class,
          stream -> stream.socket.release());

  private static final int MOST_AT_ONCE = 16;
  private static final int LARGEST_DATAGRAM = 65_535;

  private final UdpSocket socket;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_DATAGRAM);
  private final Pollable readiness;

  /// The next one, found by asking whether there is one.
  private Object @Nullable [] waiting;

  IncomingDatagramStream(UdpSocket socket) {
    this.socket = socket;
    this.readiness =
        new ChannelPollable(
            socket.context().reactor(), socket.channel(), SelectionKey.OP_READ, this::isReady);
  }

  /// Up to so many datagrams that are there.
  List<Object[]> receive(long max) throws IOException {
    int most = (int) (Long.compareUnsigned(max, MOST_AT_ONCE) > 0 ? MOST_AT_ONCE : max);
    List<Object[]> datagrams = new ArrayList<>(most);
    while (datagrams.size() < most) {
      Object[] next = waiting == null ? next(datagrams.isEmpty()) : waiting;
      waiting = null;
      if (next == null) {
        break;
      }
      datagrams.add(next);
    }
    return datagrams;
  }

  Pollable subscribe() {
    return readiness;
  }

  private boolean isReady() {
    try {
      if (waiting == null) {
        waiting = next(true);
      }
      return waiting != null;
    } catch (IOException e) {
      return true; // the guest meets the next one with receive
    }
  }

  /// @param first whether a failure is for the guest; after a datagram it is for the next call
  private Object @Nullable [] next(boolean first) throws IOException {
    try {
      SocketAddress from;
      do {
        buffer.clear();
        from = socket.channel().receive(buffer);
      } while (from instanceof InetSocketAddress inet && !socket.family().has(inet.getAddress()));
      return from == null ? null : datagram(from);
    } catch (IOException e) {
      if (first) {
        throw e;
      }
      return null;
    }
  }

  private Object[] datagram(SocketAddress from) {
    byte[] data = new byte[buffer.flip().remaining()];
    buffer.get(data);
    return new Object[] {data, IpAddresses.lift(from)};
  }
}
