package dev.jawa.wasi.ctx;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

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
    InetAddress embedded = Disguises.embedded(address.getAddress());
    return RANGES.stream().anyMatch(range -> range.contains(address))
        || (embedded != null && contain(embedded));
  }
}
