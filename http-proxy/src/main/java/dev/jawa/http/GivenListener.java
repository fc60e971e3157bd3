package dev.jawa.http;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;

/// A socket on which somebody else listened already: whoever started this process. It is closed
/// with the server; a socket file stays with whom made it.
///
/// @param socket accepts connections
/// @param address where it listens, which `socket` need not know
public record GivenListener(ServerSocketChannel socket, InetSocketAddress address) {

  NioServerSocketChannel channel() {
    return new NioServerSocketChannel(socket) {
      @Override
      protected void doBind(SocketAddress ignored) {
        // It is bound.
      }

      @Override
      protected SocketAddress localAddress0() {
        return address;
      }
    };
  }
}
