package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.host.HostResource;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.p2.io.Children;
import dev.jawa.wasi.p2.sockets.DatagramInbox.Datagram;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;

/// The resource `incoming-datagram-stream`.
public final class IncomingDatagramStream {

  public static final HostResource<IncomingDatagramStream> RESOURCE =
      Children.first(
          HostResource.of(
              "incoming-datagram-stream",
              IncomingDatagramStream.class,
              stream -> stream.socket.streamDropped()),
          stream -> stream.children);

  private static final int MOST_AT_ONCE = 16;

  private final UdpSocket socket;
  private final Children children = new Children();
  private final Pollable readiness;

  IncomingDatagramStream(UdpSocket socket) {
    this.socket = socket;
    this.readiness =
        new ChannelPollable(
            socket.context().reactor(),
            socket.channel(),
            SelectionKey.OP_READ,
            socket.inbox()::isReady);
  }

  /// Up to so many datagrams that are there.
  ///
  /// @throws IOException only before the first; what fails later is for the next call
  List<Object[]> receive(long max) throws IOException {
    int most = (int) (Long.compareUnsigned(max, MOST_AT_ONCE) > 0 ? MOST_AT_ONCE : max);
    List<Object[]> datagrams = new ArrayList<>(most);
    while (datagrams.size() < most) {
      if (!datagrams.isEmpty() && !socket.inbox().hasDatagram()) {
        break;
      }
      Datagram next = socket.inbox().next();
      if (next == null) {
        break;
      }
      datagrams.add(new Object[] {next.data(), IpAddresses.lift(next.from())});
    }
    return datagrams;
  }

  Pollable subscribe() {
    return children.pollable(readiness);
  }
}
