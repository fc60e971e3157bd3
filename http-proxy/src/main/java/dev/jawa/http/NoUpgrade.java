package dev.jawa.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;

/// Takes the upgrade to HTTP/2 out of a connection that began with HTTP/1.1. RFC 9113 gave it up,
/// and Netty's handler collects the body of each request that asks for any upgrade. Clients with
/// prior knowledge send the preface instead, and never come here.
final class NoUpgrade extends ChannelInboundHandlerAdapter {

  static void install(ChannelPipeline pipeline) {
    ChannelHandlerContext upgrade = pipeline.context(HttpServerUpgradeHandler.class);
    if (upgrade != null) {
      pipeline.addBefore(upgrade.name(), "jawa.no-upgrade", new NoUpgrade());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      request.headers().remove(HttpHeaderNames.UPGRADE);
      ctx.pipeline().remove(HttpServerUpgradeHandler.class);
      ctx.fireChannelRead(message);
      ctx.pipeline().remove(this);
    } else {
      ctx.fireChannelRead(message);
    }
  }
}
