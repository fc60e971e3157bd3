package dev.jawa.wasi.ctx;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// Addresses with the same first bits, and ports: `10.0.0.0/8`, `192.168.1.1:80`,
/// `[2001:db8::]/32`, `[::1]:8000-8999`.
///
/// @param address any of them
/// @param bits how many bits all have in common
/// @param firstPort 0 for all ports, with `lastPort` 65535
public record AddressRange(InetAddress address, int bits, int firstPort, int lastPort) {

  private static final int LAST_PORT = 0xFFFF;

  /// Reads one.
  ///
  /// @throws IllegalArgumentException with a reason for the user
  public static AddressRange parse(String text) {
    int close = text.indexOf(']');
    boolean bracketed = text.startsWith("[") && close > 0;
    String rest = bracketed ? text.substring(close + 1) : text;
    // Without brackets, more than one colon belongs to an IPv6 address.
    int colon = rest.lastIndexOf(':');
    boolean ports = colon >= 0 && (bracketed || rest.indexOf(':') == colon);
    String network = ports ? rest.substring(0, colon) : rest;
    int slash = network.lastIndexOf('/');
    String host = slash < 0 ? network : network.substring(0, slash);
    try {
      if (bracketed && !host.isEmpty()) {
        throw new IllegalArgumentException(host);
      }
      InetAddress address = literal(bracketed ? text.substring(1, close) : host);
      int all = address.getAddress().length * Byte.SIZE;
      int bits = slash < 0 ? all : number(network.substring(slash + 1), all);
      int[] range = ports ? ports(rest.substring(colon + 1)) : new int[] {0, LAST_PORT};
      return new AddressRange(address, bits, range[0], range[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no range of addresses; write it as 10.0.0.0/8, 127.0.0.1:8080 or"
              + " [fd00::]/8:80-90",
          e);
    }
  }

  /// The JDK also reads `10.1` and `7`, which few expect.
  private static InetAddress literal(String text) {
    if (!text.contains(":") && text.chars().filter(c -> c == '.').count() != 3) {
      throw new IllegalArgumentException(text);
    }
    return InetAddress.ofLiteral(text);
  }

  private static int[] ports(String text) {
    int dash = text.indexOf('-');
    int first = number(dash < 0 ? text : text.substring(0, dash), LAST_PORT);
    int last = dash < 0 ? first : number(text.substring(dash + 1), LAST_PORT);
    return new int[] {first, last};
  }

  private static int number(String text, int most) {
    int value = Integer.parseInt(text);
    if (value < 0 || value > most) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  /// Whether an address with its port is one of them.
  public boolean contains(InetSocketAddress other) {
    return other.getPort() >= firstPort
        && other.getPort() <= lastPort
        && contains(other.getAddress());
  }

  /// Whether an address is one of them, whatever the port.
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    int rest = Byte.SIZE - bits % Byte.SIZE;
    return Arrays.equals(mine, 0, whole, theirs, 0, whole)
        && (rest == Byte.SIZE || (mine[whole] & 0xFF) >> rest == (theirs[whole] & 0xFF) >> rest);
  }
}
