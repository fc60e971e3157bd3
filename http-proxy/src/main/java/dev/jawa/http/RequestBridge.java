package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/// The head of an incoming request, from Reactor Netty to the capabilities.
final class RequestBridge {

  private RequestBridge() {}

  /// Splits the request target by its form (RFC 9112, 3.2): origin, absolute, authority or
  /// asterisk.
  static HttpRequest toRequest(HttpServerRequest request, HeaderRules rules, HttpBody body) {
    String target = Objects.requireNonNullElseGet(targetText(request.uri()), request::uri);
    HttpHeaders headers = request.requestHeaders();
    String host = headers.get(HttpHeaderNames.HOST);
    if (HttpMethod.CONNECT.equals(request.method())) {
      return bridge(request, request.scheme(), target, null, rules, body);
    }
    int authority = target.startsWith("/") ? -1 : target.indexOf("://");
    if (authority < 0) {
      return bridge(request, request.scheme(), host, target, rules, body);
    }
    int path = pathStart(target, authority + 3);
    String pathWithQuery = path == target.length() ? "/" : target.substring(path);
    return bridge(
        request,
        target.substring(0, authority),
        target.substring(authority + 3, path),
        pathWithQuery.startsWith("?") ? "/" + pathWithQuery : pathWithQuery,
        rules,
        body);
  }

  /// What a request target says: Netty has a character of it for each byte.
  ///
  /// @return `null` if it is no UTF-8
  static @Nullable String targetText(String target) {
    if (isAscii(target)) {
      return target;
    }
    ByteBuffer bytes = ByteBuffer.wrap(target.getBytes(StandardCharsets.ISO_8859_1));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  // Each request asks, so no stream.
  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static int pathStart(String target, int from) {
    int index = from;
    while (index < target.length() && target.charAt(index) != '/' && target.charAt(index) != '?') {
      index++;
    }
    return index;
  }

  private static HttpRequest bridge(
      HttpServerRequest request,
      String scheme,
      @Nullable String authority,
      @Nullable String pathWithQuery,
      HeaderRules rules,
      HttpBody body) {
    return new HttpRequest(
        request.method().name(),
        scheme,
        authority,
        pathWithQuery,
        rules.apply(FieldBridge.fromNetty(request.requestHeaders())),
        body);
  }

  /// Whether the request has a body at all; most do not, and are spared its machinery.
  static boolean hasBody(HttpHeaders headers) {
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || (headers.contains(HttpHeaderNames.CONTENT_LENGTH)
            && !headers.contains(HttpHeaderNames.CONTENT_LENGTH, "0", false));
  }

  /// The announced length, or -1; Netty has refused what is not a number by then.
  static long announcedLength(HttpHeaders headers) {
    String value = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    return value == null ? -1 : Long.parseLong(value);
  }
}
