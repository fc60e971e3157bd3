package dev.jawa.http;

import dev.jawa.wasi.ctx.NetworkPlace;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// How a [HttpProxyServer] listens and what it allows.
///
/// @param address where to listen; port 0 takes any free port. A UnixDomainSocketAddress makes a
///   socket file, which is removed in the end
/// @param listener the socket that listens there already, `null` to make one
/// @param backlog how many connections wait to be accepted
/// @param network where the listening socket is opened
/// @param requests runs the handler of each request, on a thread of its own; `null` for virtual
///   threads, which event loops carry where the JVM allows it and the handler is quick
/// @param eventLoops threads that move bytes
/// @param limits what clients may ask
/// @param headers fields that each request gets
/// @param tls `null` serves in clear text
/// @param proxyProtocol whether each connection begins with a line of the PROXY protocol, which
///   says who the client is
/// @param requestIdHeader the field that carries a request's id to the guest and back, `null` for
///   none
/// @param accessLog gets each request that is over, `null` for none
/// @param observer is told of failures
public record ProxyOptions(
    SocketAddress address,
    @Nullable GivenListener listener,
    int backlog,
    NetworkPlace network,
    @Nullable Executor requests,
    int eventLoops,
    ServerLimits limits,
    HeaderRules headers,
    @Nullable ServerTls tls,
    ProxyProtocol proxyProtocol,
    @Nullable String requestIdHeader,
    @Nullable AccessLog accessLog,
    ProxyObserver observer) {

  /// Whether connections begin with a line of the PROXY protocol.
  public enum ProxyProtocol {
    /// Never; such a line is malformed HTTP.
    OFF,
    /// Always; whoever begins otherwise is cut off.
    REQUIRED
  }

  public ProxyOptions {
    ServerLimits.requirePositive(backlog, "backlog");
    ServerLimits.requirePositive(eventLoops, "eventLoops");
  }

  /// Starts from the defaults.
  public static Builder builder(SocketAddress address) {
    return new Builder(address);
  }

  /// The same for a socket that listens already.
  public static Builder builder(GivenListener listener) {
    Builder builder = new Builder(listener.address());
    builder.listener = listener;
    return builder;
  }

  /// Collects options; what is not given keeps its default.
  public static final class Builder {
    private final SocketAddress address;
    private @Nullable GivenListener listener;
    private int backlog = 100;
    private NetworkPlace network = NetworkPlace.HERE;
    private @Nullable Executor requests;
    private @Nullable Integer eventLoops;
    private HeaderRules headers = HeaderRules.NONE;
    private @Nullable ServerTls tls;
    private ProxyProtocol proxyProtocol = ProxyProtocol.OFF;
    private @Nullable String requestIdHeader;
    private @Nullable AccessLog accessLog;
    private ProxyObserver observer = ProxyObserver.SILENT;
    private int maxInitialLine = ServerLimits.DEFAULT.maxInitialLine();
    private int maxHeaderSize = ServerLimits.DEFAULT.maxHeaderSize();
    private int maxHeaders = ServerLimits.DEFAULT.maxHeaders();
    private long maxRequestBody = ServerLimits.DEFAULT.maxRequestBody();
    private int bodyBuffer = ServerLimits.DEFAULT.bodyBuffer();
    private int maxConnections = ServerLimits.DEFAULT.maxConnections();
    private int maxConcurrentRequests = ServerLimits.DEFAULT.maxConcurrentRequests();
    private int maxQueuedRequests = ServerLimits.DEFAULT.maxQueuedRequests();
    private @Nullable Duration queueTimeout = ServerLimits.DEFAULT.queueTimeout();
    private @Nullable Duration headerTimeout = ServerLimits.DEFAULT.headerTimeout();
    private @Nullable Duration answerTimeout = ServerLimits.DEFAULT.answerTimeout();
    private @Nullable Duration requestTimeout = ServerLimits.DEFAULT.requestTimeout();
    private @Nullable Duration idleTimeout = ServerLimits.DEFAULT.idleTimeout();
    private @Nullable Duration stallTimeout = ServerLimits.DEFAULT.stallTimeout();
    private @Nullable Duration lingerTimeout = ServerLimits.DEFAULT.lingerTimeout();
    private int maxStreams = ServerLimits.DEFAULT.maxStreams();
    private @Nullable RateLimit rate = ServerLimits.DEFAULT.rate();

    private Builder(SocketAddress address) {
      this.address = address;
    }

    public Builder backlog(int value) {
      this.backlog = value;
      return this;
    }

    public Builder network(NetworkPlace value) {
      this.network = value;
      return this;
    }

    /// Each task needs a thread of its own, at once: they wait for each other's clients.
    public Builder requests(Executor value) {
      this.requests = value;
      return this;
    }

    /// Without this: one for each processor where they may carry requests, else few.
    public Builder eventLoops(int value) {
      this.eventLoops = value;
      return this;
    }

    public Builder headers(HeaderRules value) {
      this.headers = value;
      return this;
    }

    public Builder tls(@Nullable ServerTls value) {
      this.tls = value;
      return this;
    }

    public Builder proxyProtocol(ProxyProtocol value) {
      this.proxyProtocol = value;
      return this;
    }

    public Builder requestIdHeader(@Nullable String value) {
      this.requestIdHeader = value;
      return this;
    }

    public Builder accessLog(@Nullable AccessLog value) {
      this.accessLog = value;
      return this;
    }

    public Builder observer(ProxyObserver value) {
      this.observer = value;
      return this;
    }

    public Builder maxInitialLine(int value) {
      this.maxInitialLine = value;
      return this;
    }

    public Builder maxHeaderSize(int value) {
      this.maxHeaderSize = value;
      return this;
    }

    public Builder maxHeaders(int value) {
      this.maxHeaders = value;
      return this;
    }

    public Builder maxRequestBody(long value) {
      this.maxRequestBody = value;
      return this;
    }

    public Builder maxConnections(int value) {
      this.maxConnections = value;
      return this;
    }

    public Builder maxConcurrentRequests(int value) {
      this.maxConcurrentRequests = value;
      return this;
    }

    public Builder maxQueuedRequests(int value) {
      this.maxQueuedRequests = value;
      return this;
    }

    public Builder queueTimeout(@Nullable Duration value) {
      this.queueTimeout = value;
      return this;
    }

    public Builder headerTimeout(@Nullable Duration value) {
      this.headerTimeout = value;
      return this;
    }

    public Builder answerTimeout(@Nullable Duration value) {
      this.answerTimeout = value;
      return this;
    }

    public Builder requestTimeout(@Nullable Duration value) {
      this.requestTimeout = value;
      return this;
    }

    public Builder idleTimeout(@Nullable Duration value) {
      this.idleTimeout = value;
      return this;
    }

    public Builder stallTimeout(@Nullable Duration value) {
      this.stallTimeout = value;
      return this;
    }

    public Builder lingerTimeout(@Nullable Duration value) {
      this.lingerTimeout = value;
      return this;
    }

    public Builder bodyBuffer(int value) {
      this.bodyBuffer = value;
      return this;
    }

    public Builder maxStreams(int value) {
      this.maxStreams = value;
      return this;
    }

    public Builder rate(@Nullable RateLimit value) {
      this.rate = value;
      return this;
    }

    private int usualLoops() {
      int processors = Runtime.getRuntime().availableProcessors();
      return requests == null ? Math.clamp(processors, 1, 16) : Math.clamp(processors / 4, 1, 4);
    }

    public ProxyOptions build() {
      return new ProxyOptions(
          address,
          listener,
          backlog,
          network,
          requests,
          eventLoops == null ? usualLoops() : eventLoops,
          limits(),
          headers,
          tls,
          proxyProtocol,
          requestIdHeader,
          accessLog,
          observer);
    }

    private ServerLimits limits() {
      return new ServerLimits(
          maxInitialLine,
          maxHeaderSize,
          maxHeaders,
          maxRequestBody,
          bodyBuffer,
          maxConnections,
          maxConcurrentRequests,
          maxQueuedRequests,
          queueTimeout,
          headerTimeout,
          answerTimeout,
          requestTimeout,
          idleTimeout,
          stallTimeout,
          lingerTimeout,
          maxStreams,
          rate);
    }
  }
}
