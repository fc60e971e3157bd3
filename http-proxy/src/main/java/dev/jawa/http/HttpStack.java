package dev.jawa.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import reactor.netty.http.server.HttpServer;

/// The classes that HTTP needs. Their initialisation takes a good part of a server's start and of
/// its first request; a process with something else to do can have it done meanwhile.
public final class HttpStack {

  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private HttpStack() {}

  /// Initialises them. Nobody else may use this package at the same time: classes that need each
  /// other could wait for each other for ever.
  public static void prepare() {
    var _ = HttpServer.create().configuration();
    EmbeddedChannel channel = new EmbeddedChannel(new HttpServerCodec());
    try {
      ByteBuf request = ByteBufAllocator.DEFAULT.directBuffer();
      ByteBufUtil.writeAscii(request, REQUEST);
      channel.writeInbound(request);
      channel.writeOutbound(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    } finally {
      channel.finishAndReleaseAll();
    }
  }
}
