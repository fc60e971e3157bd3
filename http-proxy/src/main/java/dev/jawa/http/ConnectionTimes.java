package dev.jawa.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Since when a connection does what it does. Written on its event loop, read by whoever looks
/// whether it is late.
final class ConnectionTimes {

  private static final long NEVER = Long.MIN_VALUE;

  private volatile int underWay;
  private volatile long idleSince = System.nanoTime();

  /// When the head that is not whole yet began.
  private volatile long headSince = NEVER;

  private boolean severalAtATime;

  // Of the event loop alone.
  private long pending;
  private long pendingSince = NEVER;

  /// A request is there with its head.
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
  void began() {
    severalAtATime |= underWay > 0;
    underWay++;
    headSince = NEVER;
  }

  /// A request is over.
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
  void ended() {
    underWay--;
    idleSince = System.nanoTime();
  }

  /// How long ago the last request ended, or the connection began.
  long idleNanos() {
    return System.nanoTime() - idleSince;
  }

  /// As [#idleNanos()], 0 while a request is under way.
  long unusedNanos() {
    return underWay > 0 ? 0 : idleNanos();
  }

  /// Not on a connection that has served several requests at a time: HTTP/2 sends more than heads.
  void bytesArrived() {
    if (underWay == 0 && headSince == NEVER && !severalAtATime) {
      headSince = System.nanoTime();
    }
  }

  /// Whether it has been idle, or busy with a head, for too long.
  boolean isLate(long now, ServerLimits limits) {
    return underWay == 0
        && (isOver(idleSince, now, limits.idleTimeout()) || isHeadLate(now, limits));
  }

  boolean isHeadLate(long now, ServerLimits limits) {
    long since = headSince;
    return underWay == 0 && since != NEVER && isOver(since, now, limits.headerTimeout());
  }

  /// Whether the client has taken nothing of what waits for it; asked on the event loop, now and
  /// then.
  boolean isStalled(Channel channel, long now, @Nullable Duration limit) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    long left = buffer == null || channel.isWritable() ? 0 : buffer.totalPendingWriteBytes();
    if (left == 0 || left != pending) {
      pending = left;
      pendingSince = now;
      return false;
    }
    return isOver(pendingSince, now, limit);
  }

  private static boolean isOver(long since, long now, @Nullable Duration limit) {
    return limit != null && now - since >= limit.toNanos();
  }
}
