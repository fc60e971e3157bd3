package dev.jawa.shim.ttrpc;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.nio.NioChannelOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/// Closes a connection of another user than the socket's owner, as containerd's own shims do.
final class SameUserCheck extends ChannelInboundHandlerAdapter {

  private final Path socket;

  SameUserCheck(Path socket) {
    this.socket = socket;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws IOException {
    UnixDomainPrincipal peer =
        context
            .channel()
            .config()
            .getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
    if (peer == null || !peer.user().equals(Files.getOwner(socket))) {
      context.close();
      return;
    }
    context.pipeline().remove(this);
    context.fireChannelActive();
  }
}
