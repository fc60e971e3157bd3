package dev.jawa.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection in two steps (RFC 9112, section 9.6): it ends what is sent, then takes and
/// drops what still arrives until the client has closed too. Closed at once, the bytes that a
/// client sends just then, the rest of a refused body or the acknowledgement of an HTTP/2 setting,
/// would be answered by a reset, and the client could lose the response that it has not read yet.
///
/// It must be the handler next to the socket: what closes below it closes at once.
final class LingeringClose extends ChannelDuplexHandler {

  private final @Nullable Duration patience;
  private boolean lingering;

  /// @param patience how long a client may take to close its side
  LingeringClose(@Nullable Duration patience) {
    this.patience = patience;
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (!ctx.channel().isActive() || !(ctx.channel() instanceof DuplexChannel channel)) {
      var _ = ctx.close(promise);
      return;
    }
    channel.closeFuture().addListener(_ -> promise.trySuccess());
    if (!lingering) {
      lingering = true;
      linger(ctx, channel);
    }
  }

  private void linger(ChannelHandlerContext ctx, DuplexChannel channel) {
    if (patience != null) {
      Future<?> end =
          channel.eventLoop().schedule(() -> ctx.close(), patience.toNanos(), TimeUnit.NANOSECONDS);
      channel.closeFuture().addListener(_ -> end.cancel(false));
    }
    channel
        .shutdownOutput()
        .addListener(ended -> {
          if (!ended.isSuccess()) {
            ctx.close();
          }
        });
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (lingering) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }
}
