package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.SocketPolicy;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Asks the policy about the very address that a connection is about to be made to: after the name
/// was resolved, so that no answer of a name server leads anywhere else.
@Sharable
final class ConnectGuard extends ChannelOutboundHandlerAdapter {

  private final SocketPolicy policy;

  ConnectGuard(SocketPolicy policy) {
    this.policy = policy;
  }

  @Override
  public void connect(
      ChannelHandlerContext context,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise promise) {
    if (remote instanceof InetSocketAddress address
        && !address.isUnresolved()
        && policy.allows(SocketPolicy.Use.HTTP_CONNECT, address)) {
      context.connect(remote, local, promise);
    } else {
      promise.setFailure(
          new HttpException(
              Code.DESTINATION_IP_PROHIBITED, "requests to " + remote + " are not allowed"));
    }
  }
}
