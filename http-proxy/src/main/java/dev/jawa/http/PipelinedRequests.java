package dev.jawa.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/// Hands on a request only when the one before it is answered. Reactor Netty queues pipelined
/// requests too, but lets a `Connection: close` of a later one end the connection after the first
/// answer. Netty's codec gives up on a client that is 128 requests ahead; here their bodies are
/// limited as well.
final class PipelinedRequests extends ChannelDuplexHandler {

  /// Messages that may wait; a client that sends more without listening is hung up on.
  private static final int MAX_WAITING = 256;

  private final Queue<Object> waiting = new ArrayDeque<>(0);
  private boolean busy;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean next = message instanceof HttpRequest;
    if (waiting.isEmpty() && !(busy && next)) {
      busy |= next;
      ctx.fireChannelRead(message);
    } else if (waiting.size() < MAX_WAITING) {
      waiting.add(message);
    } else {
      ReferenceCountUtil.release(message);
      var _ = ctx.close();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    boolean answered = message instanceof LastHttpContent && !isInformational(message);
    var _ = ctx.write(message, promise);
    if (answered) {
      busy = false;
      if (!waiting.isEmpty()) {
        ctx.executor().execute(() -> handOn(ctx));
      }
    }
  }

  private static boolean isInformational(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  /// One request with what there is of its body.
  private void handOn(ChannelHandlerContext ctx) {
    while (!waiting.isEmpty() && !(busy && waiting.peek() instanceof HttpRequest)) {
      Object message = waiting.remove();
      busy |= message instanceof HttpRequest;
      ctx.fireChannelRead(message);
    }
    ctx.fireChannelReadComplete();
  }

  /// The codec only throws, and reads on.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException) {
      var _ = ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }
}
