package dev.jawa.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/// Makes the entries of the access log.
final class AccessEntries {

  private AccessEntries() {}

  static AccessEntry of(
      long number,
      @Nullable String id,
      HttpServerRequest request,
      int status,
      long took,
      long sent) {
    HttpHeaders headers = request.requestHeaders();
    return new AccessEntry(
        number,
        id,
        Instant.now().minusNanos(took),
        took,
        client(request),
        request.method().name(),
        request.uri(),
        request.protocol(),
        status,
        sent,
        headers.get(HttpHeaderNames.REFERER),
        headers.get(HttpHeaderNames.USER_AGENT));
  }

  private static String client(HttpServerRequest request) {
    return request.remoteAddress() instanceof InetSocketAddress address && !address.isUnresolved()
        ? address.getAddress().getHostAddress()
        : "-";
  }
}
