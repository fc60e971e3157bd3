package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/// The connections of a transport. A peer may close one that waits at any time, also when a request
/// is on its way to it, and then nobody knows whether the request was seen. So only requests that
/// may be repeated (RFC 9110, 9.2.2) go over a connection that has waited; every other one gets a
/// new connection.
final class ClientPools implements AutoCloseable {

  /// Methods that are repeated, of those that are idempotent: `PUT` comes with much of a body.
  private static final Set<String> REPEATED = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "DELETE");

  private final TransportOptions options;
  private final Pool waiting;
  private final Pool fresh;

  /// How a request is sent.
  ///
  /// @param spare how it is sent once more if the peer had closed the first connection, or `null`
  ///   if it must not be
  record Way(HttpClient first, @Nullable HttpClient spare) {}

  ClientPools(TransportOptions options, NetworkLoops loops) {
    this.options = options;
    this.waiting = new Pool("jawa", options.idleTimeout(), loops);
    this.fresh = new Pool("jawa-new", Duration.ZERO, loops);
  }

  /// @throws HttpException for a scheme that nothing can be sent to
  Way way(String scheme, String method) throws HttpException {
    HttpClient once = fresh.client(scheme);
    return REPEATED.contains(method) ? new Way(waiting.client(scheme), once) : new Way(once, null);
  }

  @Override
  public void close() {
    waiting.connections.dispose();
    fresh.connections.dispose();
  }

  private final class Pool {

    private final ConnectionProvider connections;
    private final HttpClient plain;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable HttpClient secure;

    Pool(String name, Duration idleTimeout, NetworkLoops loops) {
      this.connections =
          ConnectionProvider.builder(name)
              .maxConnections(options.maxConnections())
              .pendingAcquireMaxCount(-1)
              .pendingAcquireTimeout(options.connectTimeout())
              .maxIdleTime(idleTimeout)
              .build();
      ConnectGuard guard = new ConnectGuard(options.policy());
      this.plain =
          HttpClient.create(connections)
              .runOn(loops, false)
              .resolver(new PlaceResolver(options.network()))
              .doOnChannelInit((_, channel, _) -> channel.pipeline().addFirst(guard))
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
              .httpResponseDecoder(decoder ->
                  decoder.maxHeaderSize(options.maxHeaderSize()).allowDuplicateContentLengths(true))
              .disableRetry(true);
    }

    HttpClient client(String scheme) throws HttpException {
      return switch (scheme) {
        case "http" -> plain;
        case "https" -> secure();
        default ->
            throw new HttpException(
                Code.HTTP_PROTOCOL_ERROR, "no way to send to the scheme " + scheme);
      };
    }

    /// Only made when needed: trust stores take time to read.
    private HttpClient secure() {
      lock.lock();
      try {
        HttpClient client = secure;
        if (client == null) {
          client = TlsClient.secure(plain, options.tls().get());
          secure = client;
        }
        return client;
      } finally {
        lock.unlock();
      }
    }
  }
}
