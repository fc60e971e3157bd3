package dev.jawa.http;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a server listens, and what to say when it cannot.
record ListenAddress(SocketAddress address) {

  ProtocolFamily family() {
    return switch (address) {
      case UnixDomainSocketAddress _ -> StandardProtocolFamily.UNIX;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address ->
          StandardProtocolFamily.INET;
      default -> StandardProtocolFamily.INET6;
    };
  }

  /// Makes sure that it can be listened on, as far as can be told; removes a socket file that
  /// nobody listens on any more.
  ///
  /// @throws IOException if it cannot; the message says where, why and what to do
  void prepare() throws IOException {
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new IOException(
          "cannot listen on " + text() + ": no such host; give an address of this machine");
    }
    if (address instanceof UnixDomainSocketAddress socket && isLeftOver(socket)) {
      Files.delete(socket.getPath());
    }
  }

  /// Only what is a socket can refuse connections.
  private static boolean isLeftOver(UnixDomainSocketAddress address) {
    Path path = address.getPath();
    if (!Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path)) {
      return false;
    }
    try (SocketChannel _ = SocketChannel.open(address)) {
      return false;
    } catch (IOException refused) {
      return true;
    }
  }

  /// Removes the socket file.
  void remove() {
    if (address instanceof UnixDomainSocketAddress socket) {
      try {
        Files.deleteIfExists(socket.getPath());
      } catch (IOException e) {
        // It is removed by the next one who listens there.
      }
    }
  }

  IOException bindFailure(Throwable cause) {
    for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
      if (reason instanceof BindException) {
        return new IOException(
            "cannot listen on " + text() + ": " + advice(reason.getMessage()), cause);
      }
    }
    return new IOException("cannot listen on " + text() + ": " + cause.getMessage(), cause);
  }

  private static String advice(@Nullable String message) {
    String reason = message == null ? "" : message;
    if (reason.contains("in use")) {
      return "address already in use; stop the other program or choose another port";
    }
    if (reason.contains("ermission")) {
      return "permission denied; choose a port from 1024 on";
    }
    if (reason.contains("assign")) {
      return "this machine has no such address; choose one of its own, or 0.0.0.0";
    }
    return reason;
  }

  private String text() {
    if (!(address instanceof InetSocketAddress inet)) {
      return address.toString();
    }
    String host = inet.isUnresolved() ? inet.getHostString() : inet.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
  }
}
