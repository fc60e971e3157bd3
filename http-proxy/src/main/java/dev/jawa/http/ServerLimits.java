package dev.jawa.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What clients may ask of a server. A duration that is `null` does not end.
///
/// @param maxInitialLine bytes of a request line, beyond it status 414
/// @param maxHeaderSize bytes of a header section, beyond it status 431
/// @param maxHeaders fields of a header section, beyond it status 431
/// @param maxRequestBody bytes of a request body, beyond it status 413 as long as there is no
///   answer, and an error for the guest that reads it
/// @param bodyBuffer bytes of a request body that wait in memory for the guest; less where all
///   requests together could take too much of the heap
/// @param maxConnections open at a time, give or take a few; others wait in the backlog, and those
///   without a request are closed for them, the longest idle first
/// @param maxConcurrentRequests requests that run at a time; others wait
/// @param maxQueuedRequests requests that wait at a time; others get status 503
/// @param queueTimeout how long a request waits; then status 503
/// @param headerTimeout from the first byte of a request to the end of its head; then status 408
/// @param answerTimeout from the head of a request to the head of its answer; then status 504, and
///   the handler is told to give up
/// @param requestTimeout from the head of a request to the end of its handler; then status 504 if
///   there is no answer, else the connection breaks off
/// @param idleTimeout how long a connection without a request stays open
/// @param stallTimeout how long a client may take nothing of an answer that is there
/// @param lingerTimeout how long a client that was told that the connection ends may take to end
///   its side; what it sends meanwhile is dropped
/// @param maxStreams requests of one HTTP/2 connection at a time
/// @param rate requests of one client; beyond it status 429. `null` allows any
public record ServerLimits(
    int maxInitialLine,
    int maxHeaderSize,
    int maxHeaders,
    long maxRequestBody,
    int bodyBuffer,
    int maxConnections,
    int maxConcurrentRequests,
    int maxQueuedRequests,
    @Nullable Duration queueTimeout,
    @Nullable Duration headerTimeout,
    @Nullable Duration answerTimeout,
    @Nullable Duration requestTimeout,
    @Nullable Duration idleTimeout,
    @Nullable Duration stallTimeout,
    @Nullable Duration lingerTimeout,
    int maxStreams,
    @Nullable RateLimit rate) {

  /// What part of the heap may be bodies that wait: an eighth.
  private static final int HEAP_FOR_BODIES = 8;

  /// As much as one read of a socket used to bring; with less no body gets on.
  private static final int LEAST_BODY_BUFFER = 64 << 10;

  /// Safe on the internet: nothing waits for ever but a guest that streams.
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          16 << 10,
          64 << 10,
          200,
          1L << 30,
          512 << 10,
          1000,
          1000,
          1000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          null,
          Duration.ofMinutes(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          100,
          null);

  public ServerLimits {
    requirePositive(maxInitialLine, "maxInitialLine");
    requirePositive(maxHeaderSize, "maxHeaderSize");
    requirePositive(maxHeaders, "maxHeaders");
    requirePositive(bodyBuffer, "bodyBuffer");
    requirePositive(maxConnections, "maxConnections");
    requirePositive(maxConcurrentRequests, "maxConcurrentRequests");
    requirePositive(maxStreams, "maxStreams");
    if (maxQueuedRequests < 0 || maxRequestBody < 0) {
      throw new IllegalArgumentException("a limit must not be negative");
    }
  }

  static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, is " + value);
    }
  }

  /// How much of each body may wait so that all that run together take no more than a part of the
  /// heap, in bytes.
  ///
  /// @param heap bytes the heap may grow to
  int bodyBuffer(long heap) {
    long share = heap / HEAP_FOR_BODIES / maxConcurrentRequests;
    return (int) Math.min(bodyBuffer, Math.max(share, LEAST_BODY_BUFFER));
  }

  /// How often to look whether a time is over: often enough for the shortest.
  Duration sweepInterval() {
    Duration shortest = Duration.ofSeconds(4);
    for (Duration limit :
        new @Nullable Duration[] {
          queueTimeout, headerTimeout, answerTimeout, requestTimeout, idleTimeout, stallTimeout
        }) {
      shortest = limit == null || limit.compareTo(shortest) > 0 ? shortest : limit;
    }
    // In nanoseconds: the division of a Duration initialises BigDecimal, tens of milliseconds of a
    // server's start.
    return Duration.ofNanos(Math.max(shortest.toNanos() / 8, 5_000_000));
  }
}
