package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.host.HostResource;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Children;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/// The resource `udp-socket`. It and its two streams share a channel; closed with the last of them.
public final class UdpSocket {

  public static final HostResource<UdpSocket> RESOURCE =
      Children.first(
          HostResource.of("udp-socket", UdpSocket.class, UdpSocket::release),
          socket -> socket.children);

  private final WasiContext context;
  private final IpFamily family;
  private final DatagramChannel channel;
  private final DatagramInbox inbox;
  private Binding binding = Binding.UNBOUND;
  private final Children children = new Children();
  private int holders = 1;

  private enum Binding {
    UNBOUND,
    IN_PROGRESS,
    BOUND
  }

  private UdpSocket(WasiContext context, IpFamily family, DatagramChannel channel) {
    this.context = context;
    this.family = family;
    this.channel = channel;
    this.inbox = new DatagramInbox(channel, family);
  }

  static UdpSocket open(WasiContext context, IpFamily family) throws IOException {
    SocketPlace.requireAllowed(context, SocketPolicy.Protocol.UDP);
    DatagramChannel channel =
        SocketPlace.in(context, () -> DatagramChannel.open(family.protocol()));
    channel.configureBlocking(false);
    // The JDK's sockets may broadcast; WASI has no way to ask for it.
    channel.setOption(StandardSocketOptions.SO_BROADCAST, false);
    family.keepToItself(channel);
    return new UdpSocket(context, family, channel);
  }

  WasiContext context() {
    return context;
  }

  IpFamily family() {
    return family;
  }

  DatagramChannel channel() {
    return channel;
  }

  DatagramInbox inbox() {
    return inbox;
  }

  void startBind(InetSocketAddress address) throws IOException {
    if (binding != Binding.UNBOUND) {
      throw new SocketFailure(
          binding == Binding.IN_PROGRESS
              ? ErrorCode.CONCURRENCY_CONFLICT
              : ErrorCode.INVALID_STATE);
    }
    family.require(address);
    SocketPlace.requireAllowed(context, SocketPolicy.Use.UDP_BIND, address);
    channel.bind(address);
    binding = Binding.IN_PROGRESS;
  }

  void finishBind() throws SocketFailure {
    if (binding != Binding.IN_PROGRESS) {
      throw new SocketFailure(ErrorCode.NOT_IN_PROGRESS);
    }
    binding = Binding.BOUND;
  }

  /// The two streams, for datagrams from and to one place or, without an address, any.
  Object[] stream(@Nullable InetSocketAddress remote) throws IOException {
    if (holders > 1) {
      throw new Trap(Trap.Kind.HOST, "udp-socket.stream: the streams before were not dropped");
    }
    if (binding != Binding.BOUND) {
      throw new SocketFailure(ErrorCode.INVALID_STATE);
    }
    if (remote != null) {
      family.requireRemote(remote);
      SocketPlace.requireAllowed(context, SocketPolicy.Use.UDP_SEND, remote);
    }
    channel.disconnect();
    if (remote != null) {
      inbox.connect(remote);
    }
    holders += 2;
    children.born();
    children.born();
    return new Object[] {new IncomingDatagramStream(this), new OutgoingDatagramStream(this)};
  }

  /// Sends a datagram without bytes over a connected channel, which the JDK does not do by itself.
  void sendEmpty(InetSocketAddress connected) throws IOException {
    channel.disconnect();
    try {
      channel.send(ByteBuffer.allocate(0), connected);
    } finally {
      inbox.connect(connected);
    }
  }

  SocketAddress localAddress() throws IOException {
    SocketAddress address = binding == Binding.UNBOUND ? null : channel.getLocalAddress();
    if (address == null) {
      throw new SocketFailure(ErrorCode.INVALID_STATE);
    }
    return address;
  }

  SocketAddress remoteAddress() throws IOException {
    SocketAddress address = channel.getRemoteAddress();
    if (address == null) {
      throw new SocketFailure(ErrorCode.INVALID_STATE);
    }
    return address;
  }

  /// Ready at once: nothing that it does takes time.
  Pollable subscribe() {
    return children.pollable(Pollable.READY);
  }

  /// One of the two streams is gone.
  void streamDropped() {
    children.gone();
    release();
  }

  /// One of the holders is gone.
  private void release() {
    holders--;
    if (holders == 0) {
      context.reactor().close(channel);
    }
  }
}
