package dev.jawa.shim.grpc;

import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What comes back on one stream: messages, then trailers with the status.
final class GrpcAnswer extends SimpleChannelInboundHandler<Http2StreamFrame> {

  private static final int PREFIX = 5;

  private final CompletableFuture<List<byte[]>> messages = new CompletableFuture<>();
  private final List<byte[]> complete = new ArrayList<>();
  private final ByteBuf incomplete = Unpooled.buffer();
  private final Semaphore arrivals = new Semaphore(0);

  /// Completes when the last has come, exceptionally with a [TtrpcException].
  CompletableFuture<List<byte[]>> messages() {
    return messages;
  }

  /// Waits for one message more, or for the end.
  ///
  /// @return whether either came in time
  boolean awaitAnother(Duration timeout) throws InterruptedException {
    return arrivals.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
    switch (frame) {
      case Http2DataFrame data -> {
        incomplete.writeBytes(data.content());
        takeMessages();
      }
      case Http2HeadersFrame headers when headers.isEndStream() -> end(headers.headers());
      case Http2ResetFrame reset ->
          fail(Code.UNAVAILABLE, "the server reset the stream, code " + reset.errorCode());
      default -> {}
    }
  }

  private void takeMessages() {
    while (incomplete.readableBytes() >= PREFIX) {
      int length = incomplete.getInt(incomplete.readerIndex() + 1);
      if (incomplete.readableBytes() < PREFIX + length) {
        return;
      }
      incomplete.skipBytes(PREFIX);
      byte[] message = new byte[length];
      incomplete.readBytes(message);
      incomplete.discardReadBytes();
      complete.add(message);
      arrivals.release();
    }
  }

  private void end(Http2Headers trailers) {
    CharSequence status = trailers.get("grpc-status");
    if (status != null && status.toString().equals("0")) {
      messages.complete(complete);
      arrivals.release();
      return;
    }
    CharSequence message = trailers.get("grpc-message");
    fail(
        status == null ? Code.UNKNOWN : Code.of(Integer.parseInt(status.toString())),
        message == null ? "failed" : text(message.toString()));
  }

  // Percent-encoded, but a plus is a plus.
  private static String text(String encoded) {
    return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private void fail(Code code, String message) {
    messages.completeExceptionally(new TtrpcException(code, message));
    arrivals.release();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(Code.UNAVAILABLE, "the connection was lost");
    incomplete.release();
  }
}
