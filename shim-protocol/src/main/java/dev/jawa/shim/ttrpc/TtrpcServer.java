package dev.jawa.shim.ttrpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A ttrpc server on a Unix domain socket.
///
/// Only processes of the same user may talk to it: the socket has mode 0600, and each connection's
/// credentials are compared with the owner of the socket.
public final class TtrpcServer implements AutoCloseable {

  private final Path socket;
  private final EventLoopGroup group;
  private final Channel listener;
  private final ChannelGroup connections;

  private TtrpcServer(
      Path socket, EventLoopGroup group, Channel listener, ChannelGroup connections) {
    this.socket = socket;
    this.group = group;
    this.listener = listener;
    this.connections = connections;
  }

  /// Listens. A socket file that nobody serves any more is replaced by the caller, not here.
  ///
  /// @param socket where; at most 107 bytes long
  /// @throws IOException if it cannot listen there
  public static TtrpcServer listen(
      Path socket, Collection<TtrpcService> services, TtrpcOptions options) throws IOException {
    Map<String, TtrpcService> byName =
        services.stream()
            .collect(Collectors.toUnmodifiableMap(TtrpcService::name, Function.identity()));
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ttrpc-server", true), NioIoHandler.newFactory());
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    try {
      Channel listener = bind(group, socket, connections, byName, options);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return new TtrpcServer(socket, group, listener, connections);
    } catch (IOException | RuntimeException e) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  private static Channel bind(
      EventLoopGroup group,
      Path socket,
      ChannelGroup connections,
      Map<String, TtrpcService> services,
      TtrpcOptions options)
      throws IOException {
    var bound =
        new ServerBootstrap()
            .group(group)
            .channelFactory(NioServerDomainSocketChannel::new)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast(new SameUserCheck(socket))
                        .addLast(new FrameCodec(options.maxDataLength()))
                        .addLast(new ServerConnection(services, options));
                  }
                })
            .bind(UnixDomainSocketAddress.of(socket))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + socket + ": " + bound.cause().getMessage(), bound.cause());
    }
    return bound.channel();
  }

  public Path socket() {
    return socket;
  }

  /// Stops listening, removes the socket file, and closes every connection after what was answered
  /// has been sent.
  @Override
  public void close() throws IOException {
    listener.close().awaitUninterruptibly();
    Files.deleteIfExists(socket);
    connections.flush().close().awaitUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
