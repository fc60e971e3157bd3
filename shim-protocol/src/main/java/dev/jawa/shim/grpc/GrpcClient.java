package dev.jawa.shim.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A gRPC client over a Unix socket, for a few calls: it connects when it is made and is closed
/// after them. It calls what takes one request and answers with one message or many.
public final class GrpcClient implements AutoCloseable {

  private static final int PREFIX = 5;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("grpc-client", true), NioIoHandler.newFactory());
  private final Channel channel;
  private final Map<String, String> metadata;

  /// @param metadata sent with every call, as in `containerd-namespace`
  /// @throws TtrpcException with [Code#UNAVAILABLE] if nobody listens
  public GrpcClient(Path socket, Map<String, String> metadata) {
    this.metadata = Map.copyOf(metadata);
    var made =
        new Bootstrap()
            .group(group)
            .channelFactory(NioDomainSocketChannel::new)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel fresh) {
                    fresh
                        .pipeline()
                        .addLast(Http2FrameCodecBuilder.forClient().build())
                        .addLast(new Http2MultiplexHandler(new Unasked()));
                  }
                })
            .connect(UnixDomainSocketAddress.of(socket))
            .awaitUninterruptibly();
    if (!made.isSuccess()) {
      close();
      throw new TtrpcException(
          Code.UNAVAILABLE,
          "cannot connect to " + socket + ": " + made.cause().getMessage(),
          made.cause());
    }
    this.channel = made.channel();
  }

  /// Streams that the server opens; gRPC has none.
  private static final class Unasked extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream.close();
    }

    @Override
    public boolean isSharable() {
      return true;
    }
  }

  /// Calls a method that answers with one message.
  ///
  /// @param method as in `containerd.services.images.v1.Images/Get`
  /// @throws TtrpcException with the server's code and message, or if it does not answer in time
  public <R extends MessageLite> R call(
      String method, MessageLite request, Parser<R> response, Duration timeout)
      throws InterruptedException {
    List<R> answers = stream(method, request, response, timeout);
    if (answers.size() != 1) {
      throw new TtrpcException(
          Code.INTERNAL, method + ": " + answers.size() + " messages instead of one");
    }
    return answers.getFirst();
  }

  /// Calls a method that answers with any number of messages, and waits for the last.
  public <R extends MessageLite> List<R> stream(
      String method, MessageLite request, Parser<R> response, Duration timeout)
      throws InterruptedException {
    return exchange(method, List.of(request), response, timeout);
  }

  /// Calls a method that answers each of many messages with one: each is sent when the one before
  /// has been answered.
  ///
  /// @param requests at least one
  /// @param timeout for each answer
  public <R extends MessageLite> List<R> exchange(
      String method, Iterable<? extends MessageLite> requests, Parser<R> response, Duration timeout)
      throws InterruptedException {
    GrpcAnswer answer = new GrpcAnswer();
    Http2StreamChannel stream = open(method, answer);
    try {
      stream.write(new DefaultHttp2HeadersFrame(headers(method)));
      send(stream, requests.iterator(), answer, timeout);
      return parse(
          method, response, answer.messages().get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw new TtrpcException(Code.DEADLINE_EXCEEDED, method + ": no answer within " + timeout, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TtrpcException failure) {
        throw failure;
      }
      throw new TtrpcException(Code.UNAVAILABLE, method + ": " + e.getCause(), e);
    } finally {
      stream.close();
    }
  }

  private Http2StreamChannel open(String method, GrpcAnswer answer) throws InterruptedException {
    Future<Http2StreamChannel> opening =
        new Http2StreamChannelBootstrap(channel).handler(answer).open().await();
    if (!opening.isSuccess()) {
      throw new TtrpcException(
          Code.UNAVAILABLE, method + ": " + opening.cause().getMessage(), opening.cause());
    }
    return opening.getNow();
  }

  private static void send(
      Http2StreamChannel stream,
      Iterator<? extends MessageLite> requests,
      GrpcAnswer answer,
      Duration timeout)
      throws InterruptedException, TimeoutException {
    while (requests.hasNext()) {
      MessageLite request = requests.next();
      boolean last = !requests.hasNext();
      stream.writeAndFlush(new DefaultHttp2DataFrame(frame(request), last));
      if (!last && !answer.awaitAnother(timeout)) {
        throw new TimeoutException();
      }
      if (answer.messages().isDone()) {
        return;
      }
    }
  }

  private Http2Headers headers(String method) {
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .authority("localhost")
            .path("/" + method)
            .add("content-type", "application/grpc")
            .add("te", "trailers");
    metadata.forEach(headers::add);
    return headers;
  }

  // One byte for the compression, there is none, and four for the length.
  private static ByteBuf frame(MessageLite message) {
    byte[] bytes = message.toByteArray();
    return Unpooled.buffer(PREFIX + bytes.length)
        .writeByte(0)
        .writeInt(bytes.length)
        .writeBytes(bytes);
  }

  private static <R> List<R> parse(String method, Parser<R> parser, List<byte[]> messages) {
    List<R> parsed = new ArrayList<>();
    try {
      for (byte[] message : messages) {
        parsed.add(parser.parseFrom(message));
      }
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new TtrpcException(Code.INTERNAL, method + ": the response does not parse", e);
    }
  }

  /// Closes the connection; calls under way fail.
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
