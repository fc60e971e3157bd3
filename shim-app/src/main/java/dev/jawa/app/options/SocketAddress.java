package dev.jawa.app.options;

/// A socket address as users write it: `127.0.0.1:8080`, `[::1]:8080`.
///
/// @param host without brackets
public record SocketAddress(String host, int port) {

  private static final String WRONG =
      "not a socket address; write it as 127.0.0.1:8080 or [::1]:8080";

  /// @throws IllegalArgumentException if it is none
  public static SocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      host = "";
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException(WRONG);
    }
    return new SocketAddress(host, port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 0xFFFF) {
        return port;
      }
    } catch (NumberFormatException _) {
      // As one that is out of range.
    }
    throw new IllegalArgumentException(WRONG);
  }
}
