package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// The head of a response, from the capabilities to Reactor Netty, with the framing rules of RFC
/// 9112, 6.
final class ResponseHead {

  private ResponseHead() {}

  /// Sets status, fields and framing.
  ///
  /// @return the length that the handler announced, or [FieldBridge#NO_LENGTH]
  /// @throws ProxyException if the handler's head makes no message
  /// @throws IllegalArgumentException if a field cannot stand in a message
  static long write(
      HttpResponse given,
      HttpServerRequest request,
      HttpServerResponse response,
      DateHeader date,
      boolean keepAlive)
      throws ProxyException {
    int status = given.status();
    if (status < 200 || status > 999) {
      throw new ProxyException(
          "status " + status + " cannot end an exchange: allowed are 200 to 999");
    }
    long length = FieldBridge.contentLength(given.headers());
    HttpHeaders headers = response.status(HttpResponseStatus.valueOf(status)).responseHeaders();
    FieldBridge.toNetty(given.headers(), headers);
    if (!headers.contains(HttpHeaderNames.DATE)) {
      headers.set(HttpHeaderNames.DATE, date.now());
    }
    frame(status, length, request, response);
    keepAlive(request, response, keepAlive);
    return length;
  }

  private static void frame(
      int status, long length, HttpServerRequest request, HttpServerResponse response) {
    HttpHeaders headers = response.responseHeaders();
    if (status == 204) {
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    }
    boolean chunked =
        length == FieldBridge.NO_LENGTH
            && status != 204
            && status != 304
            && !HttpVersion.HTTP_1_0.equals(request.version());
    if (!chunked) {
      headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    }
  }

  /// An HTTP/1.0 client keeps a connection only if it asked for that and is told so.
  private static void keepAlive(
      HttpServerRequest request, HttpServerResponse response, boolean wanted) {
    if (!wanted) {
      response.keepAlive(false);
    } else if (HttpVersion.HTTP_1_0.equals(request.version())) {
      if (request.isKeepAlive() && isSelfDelimited(response)) {
        response.header(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
      } else {
        response.keepAlive(false);
      }
    }
  }

  /// An answer of the proxy itself: a status and nothing else.
  static void refuse(HttpServerResponse response, int status, boolean keepAlive) {
    HttpHeaders headers = response.status(status).responseHeaders();
    headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    headers.set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
    if (!keepAlive) {
      response.keepAlive(false);
    }
  }

  /// Whether the message has no body whatever its fields say.
  static boolean isBodiless(HttpServerRequest request, int status) {
    return status == 204
        || status == 205
        || status == 304
        || HttpMethod.HEAD.equals(request.method());
  }

  /// Whether a client can tell a whole body from one that broke off.
  static boolean isSelfDelimited(HttpServerResponse response) {
    HttpHeaders headers = response.responseHeaders();
    return headers.contains(HttpHeaderNames.CONTENT_LENGTH)
        || headers.contains(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED, true);
  }
}
