package dev.jawa.wasi.p2.sockets;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jdk.net.ExtendedSocketOptions;

/// The options of a TCP socket. A listener of the JDK has few of its own: it keeps the others here
/// for those it accepts.
final class TcpOptions {

  private static final List<SocketOption<?>> ALL =
      List.of(
          StandardSocketOptions.SO_KEEPALIVE,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_SNDBUF,
          ExtendedSocketOptions.TCP_KEEPIDLE,
          ExtendedSocketOptions.TCP_KEEPINTERVAL,
          ExtendedSocketOptions.TCP_KEEPCOUNT);

  private final Map<SocketOption<?>, Object> kept = new HashMap<>();

  <T> T get(NetworkChannel channel, SocketOption<T> option) throws IOException {
    return channel instanceof SocketChannel ? channel.getOption(option) : kept(option);
  }

  <T> void set(NetworkChannel channel, SocketOption<T> option, T value) throws IOException {
    if (channel instanceof SocketChannel) {
      channel.setOption(option, value);
    } else {
      kept.put(option, value);
    }
  }

  /// Keeps all the options of a socket that becomes a listener.
  void keep(SocketChannel channel) throws IOException {
    for (SocketOption<?> option : ALL) {
      kept.put(option, channel.getOption(option));
    }
  }

  /// Gives an accepted socket the options of its listener.
  void apply(SocketChannel accepted) throws IOException {
    for (SocketOption<?> option : ALL) {
      apply(accepted, option);
    }
  }

  private <T> void apply(SocketChannel accepted, SocketOption<T> option) throws IOException {
    accepted.setOption(option, kept(option));
  }

  private <T> T kept(SocketOption<T> option) {
    return option.type().cast(Objects.requireNonNull(kept.get(option)));
  }
}
