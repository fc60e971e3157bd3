package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.HttpTimeouts;
import dev.jawa.wasi.ctx.HttpTransport;
import java.net.StandardProtocolFamily;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/// Sends the outgoing requests of guests over HTTP/1.1, with connections kept for reuse. Follows no
/// redirect, adds no header but `host`, repeats nothing that must not be ([ClientPools]).
public final class ReactorHttpTransport implements HttpTransport, AutoCloseable {

  /// Host and port without user information: RFC 9110, 4.2.4.
  private static final Pattern AUTHORITY =
      Pattern.compile("([a-zA-Z0-9._~!$&'()*+,;=%-]+|\\[[0-9a-fA-F:.]+])(:[0-9]{0,5})?");

  private final TransportOptions options;
  private final NetworkLoops loops;
  private final ClientPools pools;

  /// Threads start with the first request.
  public ReactorHttpTransport(TransportOptions options) {
    this.options = options;
    this.loops =
        new NetworkLoops(
            options.network(), StandardProtocolFamily.INET6, options.eventLoops(), "jawa-client");
    this.pools = new ClientPools(options, loops);
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
      return exchange.start(
          pools.way(scheme, request.method()), scheme + "://" + authority(request) + path(request));
    } catch (HttpException refused) {
      request.body().stream().close();
      return CompletableFuture.failedFuture(refused);
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
    pools.close();
    loops.shutDown();
  }
}
