package dev.jawa.wasi.ctx;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Addresses that lead to another address: who denies the one denies the other.
final class Disguises {

  private static final InetAddress IPV4_LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress IPV6_LOOPBACK = InetAddress.ofLiteral("::1");

  private Disguises() {}

  /// An address and where else a connection to it may end: the unspecified address is this machine
  /// to most systems, and IPv6 addresses may carry an IPv4 address.
  static Stream<InetSocketAddress> of(InetSocketAddress address) {
    InetAddress plain = address.getAddress();
    InetAddress embedded = embedded(plain.getAddress());
    Stream<InetAddress> all =
        Stream.of(
                Stream.of(plain),
                Stream.ofNullable(embedded),
                plain.isAnyLocalAddress()
                    ? Stream.of(IPV4_LOOPBACK, IPV6_LOOPBACK)
                    : Stream.<InetAddress>empty())
            .flatMap(each -> each);
    return all.map(each -> new InetSocketAddress(each, address.getPort()));
  }

  /// The IPv4 address that a translator (`64:ff9b::/96`), 6to4 (`2002::/16`) or the stack (`::/96`,
  /// `::ffff:0:0/96`) makes of an IPv6 address.
  static @Nullable InetAddress embedded(byte[] bytes) {
    if (bytes.length == 4) {
      return null;
    }
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
      return ipv4(bytes, 2);
    }
    boolean translated =
        bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xFF) == 0xFF && (bytes[3] & 0xFF) == 0x9B;
    boolean zeros = isZero(bytes, translated ? 4 : 0, 10) && (translated || bytes[10] == bytes[11]);
    return zeros && (bytes[10] == 0 || bytes[10] == -1) ? ipv4(bytes, 12) : null;
  }

  private static boolean isZero(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static InetAddress ipv4(byte[] bytes, int at) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
