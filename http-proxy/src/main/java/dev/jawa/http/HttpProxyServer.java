package dev.jawa.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.ProxyProtocolSupportType;

/// An HTTP server (1.1, and 2 in clear text) for one [RequestHandler].
public final class HttpProxyServer implements AutoCloseable {

  /// How a drain went.
  ///
  /// @param cut requests that were not over when the time was
  public record Drained(int cut) {

    /// Whether every request could finish.
    public boolean complete() {
      return cut == 0;
    }
  }

  /// How long an interrupted guest may take to notice it before its server forgets it.
  private static final Duration ABORT_PATIENCE = Duration.ofSeconds(1);

  /// Streams that one HTTP/2 client may reset in the time; a client that resets more is cut off.
  private static final int MAX_RESETS = 200;

  private static final int RESET_WINDOW_SECONDS = 30;

  /// The longest part of a body that arrives, in bytes; as much as is read from a socket at a time.
  /// Large, as each part may be handed over to another thread.
  private static final int PART = 256 << 10;

  /// The bounds of a read are Netty's otherwise.
  private static final int SMALLEST_READ = 64;

  private static final int FIRST_READ = 2048;

  /// Bytes of answers that wait for their client, in each connection: enough for large ones to be
  /// written a few parts at a time.
  private static final WriteBufferWaterMark AHEAD = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final ProxyMetrics metrics;
  private final ProxyHandler proxy;
  private final NetworkLoops loops;
  private final OpenConnections connections;
  private final AtomicBoolean draining = new AtomicBoolean();
  private final CompletableFuture<Drained> drained = new CompletableFuture<>();
  private final CompletableFuture<Void> hurry = new CompletableFuture<>();
  private final DisposableServer server;

  private HttpProxyServer(RequestHandler handler, ProxyOptions options) throws IOException {
    ListenAddress address = new ListenAddress(options.address());
    this.connections = new OpenConnections(options.limits().maxConnections());
    this.metrics = new ProxyMetrics(this);
    this.proxy = new ProxyHandler(handler, options, metrics);
    this.loops =
        new NetworkLoops(
            options.network(),
            address.family(),
            options.listener(),
            options.eventLoops(),
            "jawa-http");
    try {
      this.server = configure(options).bindNow();
    } catch (RuntimeException cause) {
      loops.shutDown();
      throw address.bindFailure(cause);
    }
    loops.every(options.limits().sweepInterval(), () -> sweep(options.limits()));
  }

  /// Listens; connections are accepted when this returns.
  ///
  /// @throws IOException if it cannot listen there; the message says where, why and what to do
  public static HttpProxyServer start(RequestHandler handler, ProxyOptions options)
      throws IOException {
    if (options.listener() == null) {
      new ListenAddress(options.address()).prepare();
    }
    return new HttpProxyServer(handler, options);
  }

  private HttpServer configure(ProxyOptions options) throws IOException {
    HttpServer server = plain(options);
    if (options.proxyProtocol() == ProxyOptions.ProxyProtocol.REQUIRED) {
      server = server.proxyProtocol(ProxyProtocolSupportType.ON);
    }
    ServerTls tls = options.tls();
    if (tls == null) {
      return server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C);
    }
    SslContext context = tls.context();
    return server
        .protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
        .secure(spec -> spec.sslContext(context));
  }

  private HttpServer plain(ProxyOptions options) {
    return HttpServer.create()
        .bindAddress(options::address)
        .runOn(loops, false)
        .option(ChannelOption.SO_BACKLOG, options.backlog())
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, AHEAD)
        .childOption(
            ChannelOption.RCVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, PART))
        .httpRequestDecoder(decoder ->
            decoder
                .maxInitialLineLength(options.limits().maxInitialLine())
                .maxHeaderSize(options.limits().maxHeaderSize())
                .maxChunkSize(PART))
        .http2Settings(settings ->
            settings
                .maxConcurrentStreams(options.limits().maxStreams())
                .maxHeaderListSize(options.limits().maxHeaderSize())
                .maxDecodedRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS))
        .doOnChannelInit((_, channel, _) -> connected(channel, options))
        .handle(proxy);
  }

  private void connected(Channel channel, ProxyOptions options) {
    ConnectionGate gate = ConnectionGate.of(channel);
    ConnectionHandlers.install(channel, gate, options.limits());
    connections.add(gate);
    if (draining.get()) {
      gate.drain();
    }
  }

  private void sweep(ServerLimits limits) {
    long now = System.nanoTime();
    connections.stream().forEach(gate -> gate.checkTime(now, limits));
  }

  /// Where it listens, with the real port.
  ///
  /// @throws ClassCastException if it is a socket file
  public InetSocketAddress address() {
    return (InetSocketAddress) listening();
  }

  /// As [#address()], whatever it is.
  public SocketAddress listening() {
    return server.address();
  }

  /// The number of open connections.
  public int connections() {
    return connections.size();
  }

  /// The number of requests under way.
  public int requests() {
    return proxy.inFlight().size();
  }

  /// What the server counts.
  public ProxyMetrics metrics() {
    return metrics;
  }

  /// Of the connections that are open.
  Stream<ConnectionGate> gates() {
    return connections.stream();
  }

  /// What bodies keep of the memory that sockets are read into.
  BodyLoans loans() {
    return proxy.loans();
  }

  boolean isDraining() {
    return draining.get();
  }

  /// The number of requests that wait for their turn.
  public int queued() {
    return proxy.admission().waiting();
  }

  /// Stops accepting, closes connections that are idle, lets requests under way finish, then closes
  /// all. A connection that was in use a moment ago may bring one more request: its client cannot
  /// know yet. Called again, it answers the same; [#close()] cuts it short.
  ///
  /// @param grace after it, what is still under way is aborted
  /// @return completes when no connection and no thread is left
  public CompletableFuture<Drained> drain(Duration grace) {
    if (draining.compareAndSet(false, true)) {
      Thread.ofVirtual().name("jawa-http-drain").start(() -> drained.complete(drainNow(grace)));
    }
    return drained;
  }

  private Drained drainNow(Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    loops.acceptTheRestAndClose();
    server.dispose();
    server.onDispose().block();
    new ListenAddress(listening()).remove();
    connections.stream()
        .forEach(gate -> OutboundBody.execute(gate.channel().eventLoop(), gate::drain));
    await(CompletableFuture.anyOf(allClosed(), hurry), deadline);
    // Only now there cannot be new ones.
    await(CompletableFuture.anyOf(proxy.inFlight().idle(), hurry), deadline);
    int cut = proxy.inFlight().size();
    if (cut > 0) {
      proxy.inFlight().abortAll();
      await(proxy.inFlight().idle(), System.nanoTime() + ABORT_PATIENCE.toNanos());
    }
    for (ConnectionGate gate : connections.stream().toList()) {
      OutboundBody.execute(gate.channel().eventLoop(), gate::closeNow);
    }
    loops.shutDown();
    proxy.close();
    return new Drained(cut);
  }

  /// A response may be written but not yet with its client.
  private CompletableFuture<Void> allClosed() {
    return CompletableFuture.allOf(
        connections.stream().map(HttpProxyServer::closed).toArray(CompletableFuture[]::new));
  }

  private static CompletableFuture<Void> closed(ConnectionGate gate) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    gate.channel().closeFuture().addListener(_ -> future.complete(null));
    return future;
  }

  private static void await(CompletableFuture<?> future, long deadline) {
    try {
      future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException("futures of the server do not fail", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closes at once: requests under way are aborted. Returns when no connection and no thread of
  /// the server is left.
  @Override
  public void close() {
    hurry.complete(null);
    drain(Duration.ZERO).join();
  }
}
