package dev.jawa.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import reactor.netty.NettyPipeline;

/// Puts our handlers into the pipeline of a new connection: at once where the protocol is known,
/// after the handshake where TLS decides it.
final class ConnectionHandlers {

  private ConnectionHandlers() {}

  static void install(Channel channel, ConnectionGate gate, ServerLimits limits) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addFirst("jawa.arrivals", new Arrivals(gate));
    pipeline.addFirst("jawa.linger", new LingeringClose(limits.lingerTimeout()));
    if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
      installHttp1(pipeline, gate);
    } else if (pipeline.get(NettyPipeline.ReactiveBridge) != null) {
      pipeline.addBefore(NettyPipeline.ReactiveBridge, "jawa.handshake", new Handshake(gate));
    }
  }

  private static void installHttp1(ChannelPipeline pipeline, ConnectionGate gate) {
    pipeline.addBefore(NettyPipeline.HttpTrafficHandler, "jawa.heads", new RequestHeads());
    pipeline.addBefore(NettyPipeline.HttpTrafficHandler, "jawa.pipelined", new PipelinedRequests());
    gate.install();
    NoUpgrade.install(pipeline);
  }

  /// Tells the gate of bytes.
  private static final class Arrivals extends ChannelInboundHandlerAdapter {
    private final ConnectionGate gate;

    Arrivals(ConnectionGate gate) {
      this.gate = gate;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      gate.bytesArrived();
      ctx.fireChannelRead(message);
    }
  }

  /// Waits for the protocol; HTTP/2 needs nothing of ours on its connection.
  private static final class Handshake extends ChannelInboundHandlerAdapter {
    private final ConnectionGate gate;

    Handshake(ConnectionGate gate) {
      this.gate = gate;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof SslHandshakeCompletionEvent) {
        if (ctx.pipeline().get(NettyPipeline.HttpTrafficHandler) != null) {
          installHttp1(ctx.pipeline(), gate);
        }
        ctx.pipeline().remove(this);
      }
      ctx.fireUserEventTriggered(event);
    }
  }
}
