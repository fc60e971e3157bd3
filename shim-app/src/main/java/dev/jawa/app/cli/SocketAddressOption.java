package dev.jawa.app.cli;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/// A socket address as users write it: `127.0.0.1:8080`, `[::1]:8080`.
///
/// @param host without brackets
record SocketAddressOption(String host, int port) {

  /// As [#parse], or `unix:PATH`, which is all host.
  static SocketAddressOption parseListen(String option, String text) {
    return text.startsWith("unix:") && text.length() > "unix:".length()
        ? new SocketAddressOption(text, 0)
        : parse(option, text);
  }

  static SocketAddressOption parse(String option, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      host = "";
    }
    int port = colon < 0 ? -1 : port(text.substring(colon + 1));
    if (host.isEmpty() || port < 0) {
      throw new UsageException(
          "%s %s: not a socket address; write it as 127.0.0.1:8080 or [::1]:8080"
              .formatted(option, text));
    }
    return new SocketAddressOption(host, port);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0xFFFF ? -1 : port;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /// The other way round, for an address that a socket is bound to.
  static String print(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }
}
