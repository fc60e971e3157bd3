package dev.jawa.shim.ttrpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.jawa.shim.api.ttrpc.Request;
import dev.jawa.shim.api.ttrpc.Response;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Calls a ttrpc server. One connection, made when it is first needed and again after it was lost.
public final class TtrpcClient implements AutoCloseable {

  private final Path socket;
  private final TtrpcOptions options;
  private final EventLoopGroup group;
  private final ReentrantLock connecting = new ReentrantLock();
  private @Nullable ClientConnection connection;

  public TtrpcClient(Path socket, TtrpcOptions options) {
    this.socket = socket;
    this.options = options;
    this.group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ttrpc-client", true), NioIoHandler.newFactory());
  }

  /// Calls a method and waits for its answer.
  ///
  /// @param timeout also told to the server
  /// @throws TtrpcException what the server answered; [Code#UNAVAILABLE] if there is none, or it
  ///   went away before its answer (it may have done what it was asked); [Code#DEADLINE_EXCEEDED]
  public <R extends MessageLite> R call(
      String service, String method, MessageLite request, Parser<R> response, Duration timeout)
      throws InterruptedException {
    Request.Builder envelope =
        Request.newBuilder()
            .setService(service)
            .setMethod(method)
            .setPayload(request.toByteString())
            .setTimeoutNano(timeout.toNanos());
    Response answer = await(connected().send(envelope.build()), timeout);
    if (answer.getStatus().getCode() != 0) {
      throw new TtrpcException(
          Code.of(answer.getStatus().getCode()), answer.getStatus().getMessage());
    }
    try {
      return response.parseFrom(answer.getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw new TtrpcException(Code.INTERNAL, method + ": the response does not parse", e);
    }
  }

  private static Response await(CompletableFuture<Response> answer, Duration timeout)
      throws InterruptedException {
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TtrpcException(Code.DEADLINE_EXCEEDED, "no answer within " + timeout, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TtrpcException failure) {
        throw failure;
      }
      throw new TtrpcException(Code.UNAVAILABLE, String.valueOf(e.getCause()), e);
    } finally {
      answer.cancel(false);
    }
  }

  private ClientConnection connected() {
    connecting.lock();
    try {
      ClientConnection known = connection;
      if (known != null && known.isOpen()) {
        return known;
      }
      ClientConnection fresh = connect();
      connection = fresh;
      return fresh;
    } finally {
      connecting.unlock();
    }
  }

  private ClientConnection connect() {
    var made =
        new Bootstrap()
            .group(group)
            .channelFactory(NioDomainSocketChannel::new)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new FrameCodec(options.maxDataLength()))
                        .addLast(new ClientConnection(channel));
                  }
                })
            .connect(UnixDomainSocketAddress.of(socket))
            .awaitUninterruptibly();
    if (!made.isSuccess()) {
      throw new TtrpcException(
          Code.UNAVAILABLE,
          "cannot connect to " + socket + ": " + made.cause().getMessage(),
          made.cause());
    }
    return made.channel().pipeline().get(ClientConnection.class);
  }

  /// Closes the connection; calls under way fail with [Code#UNAVAILABLE].
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
