package dev.jawa.wasi.p2.sockets;

import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Where a TCP socket is, in the words of the WIT.
sealed interface TcpState {

  record Unbound(SocketChannel channel) implements TcpState {}

  record BindInProgress(SocketChannel channel) implements TcpState {}

  record Bound(SocketChannel channel) implements TcpState {}

  record ListenInProgress(ServerSocketChannel listener) implements TcpState {}

  record Listening(ServerSocketChannel listener) implements TcpState {}

  record ConnectInProgress(SocketChannel channel) implements TcpState {}

  /// The attempt to connect has failed, which the guest has not asked yet.
  record ConnectFailed(SocketFailure failure) implements TcpState {}

  record Connected(TcpConnection connection) implements TcpState {}

  /// The guest was told why.
  record Closed(SocketFailure why) implements TcpState {}
}
