package dev.jawa.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/// What Reactor Netty's operations do not tell, for one connection: the trailers of what arrives,
/// when the channel takes bytes again, that the peer is gone. It also joins the flushes of one turn
/// of the event loop, so that head, body and end of a small message are one packet. All on the
/// event loop.
final class ConnectionGate extends FlushConsolidationHandler {

  /// The message that is under way on the connection.
  interface Traffic {

    /// The arriving message is whole and ended with these trailers.
    void arrived(HttpHeaders trailers);

    /// The channel takes bytes again; possibly said in the middle of a write.
    void writable();

    /// The peer is gone.
    void disconnected();
  }

  private static final AttributeKey<ConnectionGate> KEY =
      AttributeKey.valueOf(ConnectionGate.class, "gate");

  private final Channel channel;
  private @Nullable Traffic traffic;
  private @Nullable HttpHeaders trailersToSend;
  private boolean draining;
  private long idleLimit;
  private long idleSince;
  private @Nullable Future<?> idleTimer;

  private ConnectionGate(Channel channel) {
    super(DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true);
    this.channel = channel;
  }

  /// The gate of a channel, made when there is none yet. Put into the pipeline itself: Reactor
  /// Netty takes out with each request what was added through its own connection type.
  static ConnectionGate of(Channel channel) {
    ConnectionGate gate = channel.attr(KEY).get();
    if (gate == null) {
      gate = new ConnectionGate(channel);
      channel.attr(KEY).set(gate);
      channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "jawa.gate", gate);
    }
    return gate;
  }

  Channel channel() {
    return channel;
  }

  void begin(Traffic next) {
    traffic = next;
  }

  /// The traffic is over; what it wrote is on its way.
  ///
  /// @return whether it had been under way
  @SuppressWarnings("ReferenceEquality") // this very traffic, not one like it
  boolean end(Traffic ended) {
    if (traffic != ended) {
      return false;
    }
    traffic = null;
    trailersToSend = null;
    idleSince = System.nanoTime();
    if (draining) {
      closeWhenWritten();
    }
    return true;
  }

  /// Has the connection closed once nothing was under way for so long. One timer for the
  /// connection, not one for each pause: it looks again when the pause could be long enough. A head
  /// that dribbles in does not end a pause.
  void closeWhenIdleFor(Duration limit) {
    idleLimit = limit.toNanos();
    idleSince = System.nanoTime();
    checkIdleIn(idleLimit);
  }

  private void checkIdleIn(long nanos) {
    idleTimer = channel.eventLoop().schedule(this::checkIdle, nanos, TimeUnit.NANOSECONDS);
  }

  private void checkIdle() {
    long left = traffic == null ? idleLimit - (System.nanoTime() - idleSince) : idleLimit;
    if (left > 0) {
      checkIdleIn(left);
    } else {
      var _ = channel.close();
    }
  }

  boolean isDraining() {
    return draining;
  }

  /// No further message: closes now if there is none under way, else after it.
  void drain() {
    draining = true;
    if (traffic == null) {
      closeWhenWritten();
    }
  }

  /// Behind what other handlers hold back: an empty buffer from the codec on, then the close.
  private void closeWhenWritten() {
    flushNow();
    ChannelHandlerContext codec = channel.pipeline().firstContext();
    if (codec == null) {
      var _ = channel.close();
    } else {
      var _ = codec.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void flushNow() {
    ChannelHandlerContext codec = channel.pipeline().firstContext();
    if (codec != null) {
      codec.flush();
    }
  }

  /// Replaces the end of the message that is being written by one with trailers: Reactor Netty's
  /// client has no words for it.
  void sendTrailers(HttpHeaders trailers) {
    trailersToSend = trailers;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Netty's constant
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    HttpHeaders trailers = trailersToSend;
    if (trailers != null && message == LastHttpContent.EMPTY_LAST_CONTENT) {
      trailersToSend = null;
      DefaultLastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      last.trailingHeaders().set(trailers);
      super.write(ctx, last, promise);
    } else {
      super.write(ctx, message, promise);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (traffic != null && message instanceof LastHttpContent last) {
      traffic.arrived(last.trailingHeaders());
    }
    super.channelRead(ctx, message);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    super.channelWritabilityChanged(ctx);
    if (traffic != null && channel.isWritable()) {
      traffic.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    Traffic current = traffic;
    traffic = null;
    if (idleTimer != null) {
      idleTimer.cancel(false);
    }
    if (current != null) {
      current.disconnected();
    }
    super.channelInactive(ctx);
  }
}
