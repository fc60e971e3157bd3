package dev.jawa.http;

import dev.jawa.wasi.ctx.NetworkPlace;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/// How a [HttpProxyServer] listens and what it allows.
///
/// @param address where to listen; port 0 takes any free port
/// @param backlog how many connections wait to be accepted
/// @param network where the listening socket is opened
/// @param threads makes the thread of each request
/// @param eventLoops threads that move bytes; guests never run on them
/// @param maxInitialLine bytes of a request line, beyond it status 414
/// @param maxHeaderSize bytes of a header section, beyond it status 431
/// @param maxRequestBody bytes of a request body; announced more is status 413, sent more breaks
///   the guest's reading
/// @param maxConnections open at a time, give or take a few; others wait in the backlog
/// @param maxConcurrentRequests requests that run at a time; others wait
/// @param requestTimeout from the request's start to the end of its handler, `null` for none;
///   status 500 if there was no answer
/// @param idleTimeout how long a connection without a request stays open, `null` for ever
/// @param observer is told of failures
public record ProxyOptions(
    InetSocketAddress address,
    int backlog,
    NetworkPlace network,
    ThreadFactory threads,
    int eventLoops,
    int maxInitialLine,
    int maxHeaderSize,
    long maxRequestBody,
    int maxConnections,
    int maxConcurrentRequests,
    @Nullable Duration requestTimeout,
    @Nullable Duration idleTimeout,
    ProxyObserver observer) {

  public ProxyOptions {
    requirePositive(backlog, "backlog");
    requirePositive(eventLoops, "eventLoops");
    requirePositive(maxInitialLine, "maxInitialLine");
    requirePositive(maxHeaderSize, "maxHeaderSize");
    requirePositive(maxConnections, "maxConnections");
    requirePositive(maxConcurrentRequests, "maxConcurrentRequests");
    if (maxRequestBody < 0) {
      throw new IllegalArgumentException(
          "maxRequestBody must not be negative, is " + maxRequestBody);
    }
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, is " + value);
    }
  }

  /// Starts from the defaults.
  public static Builder builder(InetSocketAddress address) {
    return new Builder(address);
  }

  /// Collects options; what is not given keeps its default.
  public static final class Builder {
    private final InetSocketAddress address;
    private int backlog = 100;
    private NetworkPlace network = NetworkPlace.HERE;
    private ThreadFactory threads = Thread.ofVirtual().name("jawa-request-", 0).factory();
    private int eventLoops = Math.clamp(Runtime.getRuntime().availableProcessors() / 4, 1, 4);
    private int maxInitialLine = 16 << 10;
    private int maxHeaderSize = 64 << 10;
    private long maxRequestBody = Long.MAX_VALUE;
    private int maxConnections = 1000;
    private int maxConcurrentRequests = 1000;
    private @Nullable Duration requestTimeout;
    private @Nullable Duration idleTimeout = Duration.ofMinutes(1);
    private ProxyObserver observer = ProxyObserver.SILENT;

    private Builder(InetSocketAddress address) {
      this.address = address;
    }

    public Builder backlog(int connections) {
      this.backlog = connections;
      return this;
    }

    public Builder network(NetworkPlace place) {
      this.network = place;
      return this;
    }

    public Builder threads(ThreadFactory factory) {
      this.threads = factory;
      return this;
    }

    public Builder eventLoops(int count) {
      this.eventLoops = count;
      return this;
    }

    public Builder maxInitialLine(int bytes) {
      this.maxInitialLine = bytes;
      return this;
    }

    public Builder maxHeaderSize(int bytes) {
      this.maxHeaderSize = bytes;
      return this;
    }

    public Builder maxRequestBody(long bytes) {
      this.maxRequestBody = bytes;
      return this;
    }

    public Builder maxConnections(int count) {
      this.maxConnections = count;
      return this;
    }

    public Builder maxConcurrentRequests(int count) {
      this.maxConcurrentRequests = count;
      return this;
    }

    public Builder requestTimeout(@Nullable Duration timeout) {
      this.requestTimeout = timeout;
      return this;
    }

    public Builder idleTimeout(@Nullable Duration timeout) {
      this.idleTimeout = timeout;
      return this;
    }

    public Builder observer(ProxyObserver value) {
      this.observer = value;
      return this;
    }

    public ProxyOptions build() {
      return new ProxyOptions(
          address,
          backlog,
          network,
          threads,
          eventLoops,
          maxInitialLine,
          maxHeaderSize,
          maxRequestBody,
          maxConnections,
          maxConcurrentRequests,
          requestTimeout,
          idleTimeout,
          observer);
    }
  }
}
