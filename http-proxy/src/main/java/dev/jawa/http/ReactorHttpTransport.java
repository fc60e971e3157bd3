package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.HttpTimeouts;
import dev.jawa.wasi.ctx.HttpTransport;
import io.netty.channel.ChannelOption;
import java.net.StandardProtocolFamily;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/// Sends the outgoing requests of guests over HTTP/1.1, with connections kept for reuse. Follows no
/// redirect, adds no header but `host`, repeats nothing.
public final class ReactorHttpTransport implements HttpTransport, AutoCloseable {

  /// Host and port without user information: RFC 9110, 4.2.4.
  private static final Pattern AUTHORITY =
      Pattern.compile("([a-zA-Z0-9._~!$&'()*+,;=%-]+|\\[[0-9a-fA-F:.]+])(:[0-9]{0,5})?");

  private final TransportOptions options;
  private final NetworkLoops loops;
  private final ConnectionProvider connections;
  private final HttpClient plain;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable HttpClient secure;

  /// Threads start with the first request.
  public ReactorHttpTransport(TransportOptions options) {
    this.options = options;
    this.loops =
        new NetworkLoops(
            options.network(), StandardProtocolFamily.INET6, options.eventLoops(), "jawa-client");
    this.connections =
        ConnectionProvider.builder("jawa")
            .maxConnections(options.maxConnections())
            .pendingAcquireMaxCount(-1)
            .pendingAcquireTimeout(options.connectTimeout())
            .maxIdleTime(options.idleTimeout())
            .build();
    ConnectGuard guard = new ConnectGuard(options.policy());
    this.plain =
        HttpClient.create(connections)
            .runOn(loops, false)
            .resolver(new PlaceResolver(options.network()))
            .doOnChannelInit((_, channel, _) -> channel.pipeline().addFirst(guard))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .httpResponseDecoder(decoder -> decoder.maxHeaderSize(options.maxHeaderSize()))
            .disableRetry(true);
  }

  @Override
  public CompletableFuture<HttpResponse> send(HttpRequest request, HttpTimeouts timeouts) {
    try {
      if (request.method().equalsIgnoreCase("CONNECT")) {
        // A tunnel would go back to the pool as if it were a connection.
        throw new HttpException(Code.HTTP_REQUEST_METHOD_INVALID, "CONNECT is not supported");
      }
      String scheme =
          request.scheme() == null ? "https" : request.scheme().toLowerCase(Locale.ROOT);
      ClientExchange exchange =
          new ClientExchange(options, loops.onClient(false).next(), request, timeouts);
      return exchange.start(client(scheme), scheme + "://" + authority(request) + path(request));
    } catch (HttpException refused) {
      request.body().stream().close();
      return CompletableFuture.failedFuture(refused);
    }
  }

  private HttpClient client(String scheme) throws HttpException {
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

  private static String authority(HttpRequest request) throws HttpException {
    String authority = request.authority();
    if (authority == null || authority.isEmpty()) {
      throw new HttpException(Code.HTTP_REQUEST_URI_INVALID, "the request has no authority");
    }
    if (!AUTHORITY.matcher(authority).matches() || port(authority) > 65_535) {
      throw new HttpException(Code.HTTP_REQUEST_URI_INVALID, "not an authority: " + authority);
    }
    return authority;
  }

  private static int port(String authority) {
    int colon = authority.lastIndexOf(':');
    String digits = colon < authority.lastIndexOf(']') ? "" : authority.substring(colon + 1);
    return colon < 0 || digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static String path(HttpRequest request) throws HttpException {
    String path = request.pathWithQuery();
    if (path == null || path.isEmpty()) {
      return "/";
    }
    if ((!path.startsWith("/") && !path.startsWith("?"))
        || path.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new HttpException(Code.HTTP_REQUEST_URI_INVALID, "not a path: " + path);
    }
    return path;
  }

  /// Ends all connections and threads; requests under way fail.
  @Override
  public void close() {
    connections.dispose();
    loops.shutDown();
  }
}
