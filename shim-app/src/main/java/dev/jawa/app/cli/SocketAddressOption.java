package dev.jawa.app.cli;

import dev.jawa.app.options.SocketAddress;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/// A socket address as users write it: `127.0.0.1:8080`, `[::1]:8080`.
///
/// @param host without brackets
record SocketAddressOption(String host, int port) {

  private static final Pattern DESCRIPTOR = Pattern.compile("fd:([3-9]|[1-9][0-9]{1,5})");

  /// As [#parse], or `unix:PATH` or `fd:N`, which are all host.
  static SocketAddressOption parseListen(String option, String text) {
    if (text.startsWith("fd:") && !DESCRIPTOR.matcher(text).matches()) {
      throw new UsageException(
          "%s %s: fd: is followed by the number of an open socket, from 3 on"
              .formatted(option, text));
    }
    return text.startsWith("fd:") || (text.startsWith("unix:") && text.length() > "unix:".length())
        ? new SocketAddressOption(text, 0)
        : parse(option, text);
  }

  static SocketAddressOption parse(String option, String text) {
    try {
      SocketAddress address = SocketAddress.parse(text);
      return new SocketAddressOption(address.host(), address.port());
    } catch (IllegalArgumentException e) {
      throw new UsageException("%s %s: %s".formatted(option, text, e.getMessage()));
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
