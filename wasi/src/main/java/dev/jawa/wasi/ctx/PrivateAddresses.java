package dev.jawa.wasi.ctx;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Addresses that mean something only on this machine or in its networks: what the registries of
/// IANA call special-purpose and not globally reachable, and multicast. An IPv4 address in the
/// clothes of IPv6 counts as itself.
final class PrivateAddresses {

  private static final List<AddressRange> RANGES =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "224.0.0.0/3",
              "::/127",
              "64:ff9b:1::/48",
              "fc00::/7",
              "fe80::/9",
              "ff00::/8")
          .map(AddressRange::parse)
          .toList();

  private PrivateAddresses() {}

  static boolean contain(InetAddress address) {
    InetAddress embedded = embedded(address.getAddress());
    return RANGES.stream().anyMatch(range -> range.contains(address))
        || (embedded != null && contain(embedded));
  }

  /// The IPv4 address that a translator (`64:ff9b::/96`), 6to4 (`2002::/16`) or the stack (`::/96`,
  /// `::ffff:0:0/96`) makes of an IPv6 address.
  private static @Nullable InetAddress embedded(byte[] bytes) {
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
