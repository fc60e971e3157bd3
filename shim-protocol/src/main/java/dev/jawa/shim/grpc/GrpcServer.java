package dev.jawa.shim.grpc;

import com.google.protobuf.ByteString;
import dev.jawa.shim.ttrpc.TtrpcOptions;
import dev.jawa.shim.ttrpc.TtrpcService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/// The services of a [dev.jawa.shim.ttrpc.TtrpcServer] for who speaks gRPC, on a Unix domain socket
/// of its own, with the same limits: processes of the same user only, and messages that are not too
/// long.
public final class GrpcServer implements AutoCloseable {

  private static final Bytes BYTES = new Bytes();

  private final Path socket;
  private final EventLoopGroup group;
  private final Server server;

  private GrpcServer(Path socket, EventLoopGroup group, Server server) {
    this.socket = socket;
    this.group = group;
    this.server = server;
  }

  /// Listens. A socket file that nobody serves any more is replaced by the caller, not here.
  ///
  /// @param socket where; at most 107 bytes long
  /// @throws IOException if it cannot listen there
  public static GrpcServer listen(
      Path socket, Collection<TtrpcService> services, TtrpcOptions options) throws IOException {
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("grpc-server", true), NioIoHandler.newFactory());
    try {
      Server server =
          NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
              .channelFactory(() -> channel(socket))
              .bossEventLoopGroup(group)
              .workerEventLoopGroup(group)
              // Each call has a thread of its own.
              .directExecutor()
              .maxInboundMessageSize(options.maxDataLength())
              .maxConcurrentCallsPerConnection(options.maxCallsPerConnection())
              .addServices(services.stream().map(service -> definition(service, options)).toList())
              .build()
              .start();
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return new GrpcServer(socket, group, server);
    } catch (IOException | RuntimeException e) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw e;
    }
  }

  private static ServerChannel channel(Path socket) {
    ServerChannel channel = new NioServerDomainSocketChannel();
    channel.pipeline().addLast(new SameUserGate(socket));
    return channel;
  }

  private static ServerServiceDefinition definition(TtrpcService service, TtrpcOptions options) {
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(service.name());
    service
        .methods()
        .forEach((name, method) -> {
          MethodDescriptor<ByteString, ByteString> descriptor =
              MethodDescriptor.newBuilder(BYTES, BYTES)
                  .setType(MethodType.UNARY)
                  .setFullMethodName(MethodDescriptor.generateFullMethodName(service.name(), name))
                  .build();
          definition.addMethod(
              descriptor, (call, headers) -> new GrpcCall(call, headers, method, options));
        });
    return definition.build();
  }

  public Path socket() {
    return socket;
  }

  /// Stops listening, removes the socket file, and closes every connection after what was answered
  /// has been sent.
  @Override
  public void close() throws IOException, InterruptedException {
    server.shutdown();
    Files.deleteIfExists(socket);
    if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
      server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
