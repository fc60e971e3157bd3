package dev.jawa.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/// What Reactor Netty's operations do not tell, for one connection: the trailers of what arrives,
/// when the channel takes bytes again, that the peer is gone. It also joins the flushes of one turn
/// of the event loop, so that head, body and end of a small message are one packet. All on the
/// event loop, but for [#checkTime].
///
/// A stream of HTTP/2 is a channel with a gate of its own; the gate of its connection counts it.
final class ConnectionGate extends FlushConsolidationHandler {

  /// The message that is under way on the connection.
  interface Traffic {

    /// The arriving message is whole and ended with these trailers.
    void arrived(HttpHeaders trailers);

    /// The channel takes bytes again; possibly said in the middle of a write.
    void writable();

    /// What the event loop read at a time has been handed on.
    default void readComplete() {}

    /// The peer is gone.
    void disconnected();

    /// Whether the peer was told that nothing follows on the connection.
    default boolean isKnownToBeLast() {
      return true;
    }
  }

  private static final AttributeKey<ConnectionGate> KEY =
      AttributeKey.valueOf(ConnectionGate.class, "gate");

  /// How long after its last request a connection counts as in use.
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /// From the decision to close on: the event loop reads once more what has arrived.
  private static final long LAST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Channel channel;
  private final ConnectionTimes times = new ConnectionTimes();

  /// The connection's, if this is the gate of a stream.
  private final @Nullable ConnectionGate connection;

  private @Nullable Traffic traffic;
  private @Nullable HttpHeaders trailersToSend;
  private boolean draining;
  private boolean interim;
  private boolean used;
  private boolean reading;

  private ConnectionGate(Channel channel) {
    super(DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true);
    this.channel = channel;
    Channel parent = channel.parent();
    this.connection = parent == null ? null : parent.attr(KEY).get();
  }

  /// The gate of a channel, made when there is none yet.
  static ConnectionGate of(Channel channel) {
    ConnectionGate gate = channel.attr(KEY).get();
    if (gate == null) {
      gate = new ConnectionGate(channel);
      channel.attr(KEY).set(gate);
    }
    return gate;
  }

  /// Stands in the way of messages from now on. Put into the pipeline itself: Reactor Netty takes
  /// out with each request what was added through its own connection type.
  ConnectionGate install() {
    if (channel.pipeline().context(this) == null
        && channel.pipeline().get(NettyPipeline.ReactiveBridge) != null) {
      channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "jawa.gate", this);
    }
    return this;
  }

  Channel channel() {
    return channel;
  }

  /// Whether there was traffic before.
  boolean isUsed() {
    return used;
  }

  void begin(Traffic next) {
    traffic = next;
    used = true;
    (connection == null ? this : connection).times.began();
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
    (connection == null ? this : connection).times.ended();
    if (draining && ended.isKnownToBeLast()) {
      closeWhenWritten();
    } else if (draining) {
      closeUnlessInUse();
    }
    return true;
  }

  /// Bytes came.
  void bytesArrived() {
    times.bytesArrived();
  }

  /// Closes the connection if it takes too long for what it does; from any thread.
  void checkTime(long now, ServerLimits limits) {
    if (!channel.isWritable() || times.isLate(now, limits)) {
      OutboundBody.execute(channel.eventLoop(), () -> closeIfLate(now, limits));
    }
  }

  private void closeIfLate(long now, ServerLimits limits) {
    if (times.isStalled(channel, now, limits.stallTimeout())) {
      closeNow();
    } else if (times.isHeadLate(now, limits)) {
      RawAnswer.REQUEST_TIMEOUT.sendAndClose(channel);
    } else if (times.isLate(now, limits)) {
      var _ = channel.close();
    }
  }

  /// For how long it has had no request under way, in nanoseconds; 0 if it has. From any thread.
  long unusedNanos() {
    return times.unusedNanos();
  }

  /// Closes the connection at once if it has had no request for so long, so that its last answer
  /// has long arrived; from any thread.
  void closeIfUnused(long nanos) {
    OutboundBody.execute(
        channel.eventLoop(),
        () -> {
          if (unusedNanos() >= nanos) {
            closeNow();
          }
        });
  }

  /// Closes without a word and without waiting for the client, whatever codec there is.
  void closeNow() {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    var _ = first == null ? channel.close() : first.close();
  }

  boolean isDraining() {
    return draining || (connection != null && connection.draining);
  }

  /// No further message: closes now if there is none under way, else after it. Who has read the
  /// head of an answer that says nothing of it may send one more.
  void drain() {
    draining = true;
    Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    if (http2 != null) {
      // The codec tells the client, and waits for the streams: as long as we do, where Reactor
      // Netty
      // tells it not to wait at all.
      http2.gracefulShutdownTimeoutMillis(-1);
      var _ = channel.close();
    } else if (traffic == null) {
      closeUnlessInUse();
    }
  }

  /// A request may be on its way to us, and closing now would lose it.
  private void closeUnlessInUse() {
    closeAfter(Math.max(LINGER_NANOS - times.idleNanos(), LAST_LOOK_NANOS));
  }

  private void closeAfter(long rest) {
    long due = System.nanoTime() + rest;
    var _ = channel.eventLoop().schedule(() -> closeIfStillUnused(due), rest, TimeUnit.NANOSECONDS);
  }

  /// A loop that comes late to this has not looked at its sockets meanwhile, and what held it up
  /// may have held up the client, too.
  private void closeIfStillUnused(long due) {
    if (traffic != null) {
      return;
    }
    if (System.nanoTime() - due > LATE_NANOS) {
      closeAfter(LINGER_NANOS);
    } else {
      closeWhenWritten();
    }
  }

  /// Behind what other handlers hold back: an empty buffer from the codec on, then the close.
  private void closeWhenWritten() {
    flushNow();
    ChannelHandlerContext codec = codec();
    if (codec == null) {
      var _ = channel.close();
    } else {
      var _ = codec.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void flushNow() {
    ChannelHandlerContext codec = codec();
    if (codec != null) {
      codec.flush();
    }
  }

  private @Nullable ChannelHandlerContext codec() {
    return channel.pipeline().firstContext();
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
    if (isInterim(message)) {
      ReferenceCountUtil.release(message);
      ctx.read(); // Reactor Netty has asked for one message
      return;
    }
    if (traffic != null && message instanceof LastHttpContent last) {
      traffic.arrived(last.trailingHeaders());
    }
    reading = true;
    super.channelRead(ctx, message);
  }

  /// Whether it belongs to a response before the response (RFC 9110, 15.2), which Reactor Netty
  /// would take for the response itself. One to an upgrade is none.
  private boolean isInterim(Object message) {
    if (message instanceof HttpResponse response) {
      interim =
          response.status().codeClass() == HttpStatusClass.INFORMATIONAL
              && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
              && !response.decoderResult().isFailure();
    }
    boolean part = interim;
    if (message instanceof LastHttpContent) {
      interim = false;
    }
    return part;
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    reading = false;
    if (traffic != null) {
      traffic.readComplete();
    }
    super.channelReadComplete(ctx);
  }

  /// Whether messages are being handed on, and [Traffic#readComplete()] will be said.
  boolean isReading() {
    return reading;
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
    if (current != null) {
      (connection == null ? this : connection).times.ended();
      current.disconnected();
    }
    super.channelInactive(ctx);
  }
}
