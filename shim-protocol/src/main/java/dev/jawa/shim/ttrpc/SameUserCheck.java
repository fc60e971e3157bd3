package dev.jawa.shim.ttrpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/// Closes a connection of another user than the socket's owner, as containerd's own shims do.
public final class SameUserCheck extends ChannelInboundHandlerAdapter {

  private final Path socket;

  SameUserCheck(Path socket) {
    this.socket = socket;
  }

  /// Whether the process at the other end is the owner's.
  ///
  /// @param socket what it is connected to
  public static boolean passes(Channel connection, Path socket) throws IOException {
    UnixDomainPrincipal peer =
        connection.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
    return peer != null && peer.user().equals(Files.getOwner(socket));
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws IOException {
    if (!passes(context.channel(), socket)) {
      context.close();
      return;
    }
    context.pipeline().remove(this);
    context.fireChannelActive();
  }
}
