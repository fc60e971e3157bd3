package dev.jawa.shim.grpc;

import dev.jawa.shim.ttrpc.SameUserCheck;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.file.Path;

/// Stands before a listener hands a connection on, and closes that of another user. grpc-java has
/// no place of its own where a connection's credentials could be looked at.
final class SameUserGate extends ChannelInboundHandlerAdapter {

  private final Path socket;

  SameUserGate(Path socket) {
    this.socket = socket;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object accepted) throws IOException {
    Channel connection = (Channel) accepted;
    if (SameUserCheck.passes(connection, socket)) {
      context.fireChannelRead(connection);
    } else {
      connection.unsafe().closeForcibly();
    }
  }
}
