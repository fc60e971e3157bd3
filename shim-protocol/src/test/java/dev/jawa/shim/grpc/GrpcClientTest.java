package dev.jawa.shim.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.jawa.shim.api.store.GetImageRequest;
import dev.jawa.shim.api.store.ReadContentResponse;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class GrpcClientTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LARGE = 300_000;

  @TempDir private Path folder;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private EventLoopGroup group;
  private GrpcClient client;

  @BeforeEach
  void start() {
    group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Path socket = folder.resolve("s");
    new ServerBootstrap()
        .group(group)
        .channelFactory(NioServerDomainSocketChannel::new)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(Http2FrameCodecBuilder.forServer().build())
                    .addLast(new Http2MultiplexHandler(new Streams()));
              }
            })
        .bind(UnixDomainSocketAddress.of(socket))
        .syncUninterruptibly();
    client = new GrpcClient(socket, Map.of("containerd-namespace", "ns"));
  }

  @AfterEach
  void stop() {
    client.close();
    group.shutdownGracefully().awaitUninterruptibly();
  }

  private final class Streams extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream.pipeline().addLast(new Server());
    }

    @Override
    public boolean isSharable() {
      return true;
    }
  }

  /// Answers `Read` with two messages, cut where a frame may be cut; the rest with an error.
  private final class Server extends SimpleChannelInboundHandler<Http2StreamFrame> {
    private String path = "";
    private boolean begun;

    @Override
    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
      if (frame instanceof Http2HeadersFrame headers) {
        path = headers.headers().path().toString();
        asked.add(path + " " + headers.headers().get("containerd-namespace"));
      } else if (frame instanceof Http2DataFrame data && path.endsWith("/Write")) {
        answerEach(context, data);
      } else if (frame instanceof Http2DataFrame data && data.isEndStream()) {
        answer(context);
      }
    }

    /// Says how long each message is; one of ten bytes is refused.
    private void answerEach(ChannelHandlerContext context, Http2DataFrame data) {
      int length = data.content().readableBytes();
      asked.add("message of " + length);
      if (length == 5 + 10) {
        DefaultHttp2Headers trailers = new DefaultHttp2Headers();
        trailers.add("grpc-status", "6");
        context.writeAndFlush(
            new DefaultHttp2HeadersFrame(begun ? trailers : trailers.status("200"), true));
        return;
      }
      if (!begun) {
        begun = true;
        context.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
      }
      byte[] answer = ReadContentResponse.newBuilder().setOffset(length).build().toByteArray();
      context.writeAndFlush(
          new DefaultHttp2DataFrame(
              Unpooled.buffer().writeByte(0).writeInt(answer.length).writeBytes(answer)));
      if (data.isEndStream()) {
        context.writeAndFlush(
            new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add("grpc-status", "0"), true));
      }
    }

    private void answer(ChannelHandlerContext context) {
      if (!path.endsWith("/Read")) {
        context.writeAndFlush(
            new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers()
                    .status("200")
                    .add("grpc-status", "5")
                    .add("grpc-message", "image \"a+b\": not%20found"),
                true));
        return;
      }
      ByteBuf both = Unpooled.buffer();
      for (int size : new int[] {3, LARGE}) {
        byte[] message =
            ReadContentResponse.newBuilder()
                .setData(ByteString.copyFrom(new byte[size]))
                .build()
                .toByteArray();
        both.writeByte(0).writeInt(message.length).writeBytes(message);
      }
      context.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
      context.write(new DefaultHttp2DataFrame(both.readRetainedSlice(12)));
      context.write(new DefaultHttp2DataFrame(both));
      context.writeAndFlush(
          new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add("grpc-status", "0"), true));
    }
  }

  private List<ReadContentResponse> call(String method) throws InterruptedException {
    GetImageRequest request = GetImageRequest.newBuilder().setName("x").build();
    return client.stream(method, request, ReadContentResponse.parser(), PATIENCE);
  }

  @Test
  void takesManyMessagesWhereverTheyAreCut() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(call("content.Content/Read"))
          .extracting(message -> message.getData().size())
          .containsExactly(3, LARGE);
    }
    assertThat(asked).hasSize(3).containsOnly("/content.Content/Read ns");
  }

  private List<ReadContentResponse> exchange(String... names) throws InterruptedException {
    List<GetImageRequest> requests =
        Arrays.stream(names)
            .map(name -> GetImageRequest.newBuilder().setName(name).build())
            .toList();
    return client.exchange(
        "content.Content/Write", requests, ReadContentResponse.parser(), PATIENCE);
  }

  @Test
  void sendsEachOfManyMessagesWhenTheOneBeforeIsAnswered() throws Exception {
    assertThat(exchange("a", "bc", "def"))
        .extracting(ReadContentResponse::getOffset)
        .containsExactly(5L + 3, 5L + 4, 5L + 5);
    assertThat(exchange("a")).hasSize(1);
  }

  @Test
  void sendsNoMoreWhenOneIsRefused() {
    assertThatThrownBy(() -> exchange("a", "8 bytes.", "more"))
        .isInstanceOfSatisfying(
            TtrpcException.class, e -> assertThat(e.code()).isEqualTo(Code.ALREADY_EXISTS));
    assertThat(asked).containsExactly("/content.Content/Write ns", "message of 8", "message of 15");
  }

  @Test
  void failsWithTheServersCodeAndMessage() {
    assertThatThrownBy(() -> call("images.Images/Get"))
        .isInstanceOfSatisfying(
            TtrpcException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_FOUND))
        .hasMessage("image \"a+b\": not found");
  }

  @Test
  void saysWhenNobodyListens() {
    assertThatThrownBy(() -> new GrpcClient(folder.resolve("none"), Map.of()))
        .isInstanceOfSatisfying(
            TtrpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE))
        .hasMessageContaining("cannot connect to");
  }
}
