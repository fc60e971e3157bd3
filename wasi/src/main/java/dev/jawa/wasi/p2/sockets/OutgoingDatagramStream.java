package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.host.HostResource;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.p2.io.Children;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Optional;

/// The resource `outgoing-datagram-stream`.
public final class OutgoingDatagramStream {

  public static final HostResource<OutgoingDatagramStream> RESOURCE =
      Children.first(
          HostResource.of(
              "outgoing-datagram-stream",
              OutgoingDatagramStream.class,
              stream -> stream.socket.streamDropped()),
          stream -> stream.children);

  private static final int MOST_AT_ONCE = 16;

  private final UdpSocket socket;
  private final Children children = new Children();
  private int permit;

  /// Whether the system has refused the last one; only it knows when it takes the next.
  private volatile boolean full;

  OutgoingDatagramStream(UdpSocket socket) {
    this.socket = socket;
  }

  /// How many datagrams the next send may have.
  long checkSend() {
    permit = full ? 0 : MOST_AT_ONCE;
    return permit;
  }

  /// @return how many were sent
  long send(List<?> datagrams) throws IOException {
    if (datagrams.isEmpty()) {
      return 0;
    }
    if (datagrams.size() > permit) {
      throw new Trap(
          Trap.Kind.HOST,
          "outgoing-datagram-stream: "
              + datagrams.size()
              + " datagrams where check-send allowed "
              + permit);
    }
    permit = 0;
    long sent = 0;
    for (Object datagram : datagrams) {
      try {
        if (!send((Object[]) datagram)) {
          break;
        }
      } catch (IOException e) {
        // What was sent counts; the failure is for the next call.
        if (sent == 0) {
          throw e;
        }
        break;
      }
      sent++;
    }
    return sent;
  }

  Pollable subscribe() {
    return children.pollable(
        new Pollable() {
          @Override
          public boolean isReady() {
            return !full;
          }

          @Override
          public Runnable onReady(Runnable wake) {
            if (!full) {
              return Pollable.READY.onReady(wake);
            }
            return socket
                .context()
                .reactor()
                .await(
                    socket.channel(),
                    SelectionKey.OP_WRITE,
                    () -> {
                      full = false;
                      wake.run();
                    });
          }
        });
  }

  private boolean send(Object[] datagram) throws IOException {
    byte[] data = (byte[]) datagram[0];
    InetSocketAddress target = target((Optional<?>) datagram[1]);
    if (data.length == 0 && socket.channel().isConnected()) {
      socket.sendEmpty(target);
      return true;
    }
    full = socket.channel().send(ByteBuffer.wrap(data), target) == 0 && data.length > 0;
    return !full;
  }

  private InetSocketAddress target(Optional<?> given) throws IOException {
    SocketAddress connected = socket.channel().getRemoteAddress();
    if (given.isEmpty()) {
      if (connected instanceof InetSocketAddress address) {
        return address;
      }
      throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
    }
    InetSocketAddress address = IpAddresses.lower(given.get());
    if (connected != null && !connected.equals(address)) {
      throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
    }
    socket.family().requireRemote(address);
    SocketPlace.requireAllowed(socket.context(), SocketPolicy.Use.UDP_SEND, address);
    return address;
  }
}
