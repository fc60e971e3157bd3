package dev.jawa.wasi.p2.sockets;

import static dev.jawa.wasi.p2.wit.WitTypes.enumeration;

import dev.jawa.component.type.ValType;
import dev.jawa.wasi.sys.SocketOptions;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.NetworkChannel;
import java.util.Arrays;

/// The enum `ip-address-family`, and which addresses a socket of a family takes.
enum IpFamily {
  IPV4(StandardProtocolFamily.INET),
  IPV6(StandardProtocolFamily.INET6);

  static final ValType TYPE = enumeration("ipv4", "ipv6");

  private final ProtocolFamily protocol;

  IpFamily(ProtocolFamily protocol) {
    this.protocol = protocol;
  }

  static IpFamily of(Object value) {
    return values()[(Integer) value];
  }

  ProtocolFamily protocol() {
    return protocol;
  }

  /// The JDK's IPv6 sockets are for IPv4 too. WASI's are not: another socket may have the same port
  /// there.
  void keepToItself(NetworkChannel channel) {
    if (this == IPV6) {
      SocketOptions.onlyIpv6(channel);
    }
  }

  /// Whether a socket of this family can have to do with the address. IPv4 addresses in IPv6
  /// clothes are neither.
  boolean has(InetAddress address) {
    if (address instanceof Inet4Address) {
      return this == IPV4;
    }
    return this == IPV6 && !isIpv4InClothes(address);
  }

  /// @throws SocketFailure `invalid-argument` for an address of another family
  void require(InetSocketAddress address) throws SocketFailure {
    if (!has(address.getAddress())) {
      throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
    }
  }

  /// @throws SocketFailure `invalid-argument` for an address of more than one machine, which TCP
  ///   does not have
  void requireUnicast(InetSocketAddress address) throws SocketFailure {
    require(address);
    if (!isUnicast(address.getAddress())) {
      throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
    }
  }

  /// @throws SocketFailure `invalid-argument` for an address that nothing can be sent to
  void requireRemote(InetSocketAddress address) throws SocketFailure {
    require(address);
    if (address.getPort() == 0 || address.getAddress().isAnyLocalAddress()) {
      throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
    }
  }

  private static boolean isUnicast(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean broadcast = bytes.length == 4 && Arrays.equals(bytes, new byte[] {-1, -1, -1, -1});
    return !address.isMulticastAddress() && !broadcast;
  }

  /// `::ffff:a.b.c.d`, and `::a.b.c.d`, deprecated since 2006 and treated differently by each
  /// system.
  private static boolean isIpv4InClothes(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    boolean mapped = bytes[10] == -1 && bytes[11] == -1;
    boolean compatible = bytes[10] == 0 && bytes[11] == 0;
    return mapped || compatible && !address.isAnyLocalAddress() && !address.isLoopbackAddress();
  }
}
