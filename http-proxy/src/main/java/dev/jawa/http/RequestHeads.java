package dev.jawa.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// Marks the requests of HTTP/1 that Netty's codec lets through and a server must refuse, so that
/// they are answered with 400 and their connection ends: another server on the way may have read
/// them otherwise.
///
/// Spec: RFC 9112, 2.3 (the version), 3.2 (exactly one `Host`, of a host and a port), 3.2 (no
/// control characters in the target).
final class RequestHeads extends ChannelInboundHandlerAdapter {

  /// What a host and a port may be made of beside letters and digits (RFC 3986, 3.2.2).
  private static final String HOST_MARKS = "-._~%!$&'()*+,;=:[]";

  private boolean refused;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (message instanceof HttpRequest request && request.decoderResult().isSuccess()) {
      String problem = problem(request);
      if (problem != null) {
        refused = true;
        request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(problem)));
      }
    }
    ctx.fireChannelRead(message);
  }

  private static @Nullable String problem(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      return "the version is not HTTP/1";
    }
    if (hasControls(request.uri())) {
      return "the request target has control characters";
    }
    if (RequestBridge.targetText(request.uri()) == null) {
      return "the request target is not UTF-8";
    }
    Iterator<? extends CharSequence> hosts =
        request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
    if (!hosts.hasNext()) {
      return version.minorVersion() == 0 ? null : "there is no Host";
    }
    if (!isHost(hosts.next())) {
      return "Host is not a host and a port";
    }
    return hosts.hasNext() ? "there is more than one Host" : null;
  }

  private static boolean hasControls(String target) {
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c == 0x7F) {
        return true;
      }
    }
    return false;
  }

  /// Nothing at all is a host too: that of a target without one.
  private static boolean isHost(CharSequence value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean alphanumeric = (c | 0x20) >= 'a' && (c | 0x20) <= 'z' || c >= '0' && c <= '9';
      if (!alphanumeric && HOST_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }
}
