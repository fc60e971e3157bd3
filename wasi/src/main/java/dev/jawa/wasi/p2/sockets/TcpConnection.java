package dev.jawa.wasi.p2.sockets;

import dev.jawa.wasi.ctx.SocketReactor;
import dev.jawa.wasi.p2.io.Children;
import dev.jawa.wasi.p2.io.InputStream;
import dev.jawa.wasi.p2.io.OutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/// A connection that the socket and its two streams share; closed with the last of them.
final class TcpConnection {

  private final SocketReactor reactor;
  private final SocketChannel channel;
  private final TcpInput input;
  private final TcpOutput output;
  private final Children children;
  private int holders = 1;

  /// @param children where the streams count
  TcpConnection(SocketReactor reactor, SocketChannel channel, Children children) {
    this.reactor = reactor;
    this.channel = channel;
    this.children = children;
    this.input = new TcpInput(reactor, channel);
    this.output = new TcpOutput(reactor, channel);
  }

  SocketChannel channel() {
    return channel;
  }

  /// To be called once.
  Object[] streams() {
    holders += 2;
    children.born();
    children.born();
    return new Object[] {
      InputStream.of(input, this::dropInput), OutputStream.of(output, this::dropOutput)
    };
  }

  void shutdownInput() throws IOException {
    input.close();
    channel.shutdownInput();
  }

  void shutdownOutput() {
    output.close();
  }

  /// One of the holders is gone.
  void release() {
    holders--;
    if (holders == 0) {
      input.close();
      output.closeThen(() -> reactor.close(channel));
    }
  }

  private void dropInput() {
    children.gone();
    release();
  }

  private void dropOutput() {
    children.gone();
    // What was written goes out; then the other side sees the end.
    output.close();
    release();
  }
}
