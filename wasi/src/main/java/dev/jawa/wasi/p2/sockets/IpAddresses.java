package dev.jawa.wasi.p2.sockets;

import static dev.jawa.wasi.p2.wit.WitTypes.field;
import static dev.jawa.wasi.p2.wit.WitTypes.of;
import static dev.jawa.wasi.p2.wit.WitTypes.record;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Variant;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// The variants `ip-address` and `ip-socket-address`.
final class IpAddresses {

  private static final ValType IPV4 = tuple(Primitive.U8, Primitive.U8, Primitive.U8, Primitive.U8);
  private static final ValType IPV6 =
      tuple(
          Primitive.U16,
          Primitive.U16,
          Primitive.U16,
          Primitive.U16,
          Primitive.U16,
          Primitive.U16,
          Primitive.U16,
          Primitive.U16);

  static final ValType ADDRESS = variant(of("ipv4", IPV4), of("ipv6", IPV6));

  static final ValType SOCKET_ADDRESS =
      variant(
          of("ipv4", record(field("port", Primitive.U16), field("address", IPV4))),
          of(
              "ipv6",
              record(
                  field("port", Primitive.U16),
                  field("flow-info", Primitive.U32),
                  field("address", IPV6),
                  field("scope-id", Primitive.U32))));

  private IpAddresses() {}

  static Variant lift(InetAddress address) {
    return new Variant(address instanceof Inet4Address ? 0 : 1, parts(address));
  }

  static Variant lift(SocketAddress address) {
    InetSocketAddress inet = (InetSocketAddress) address;
    Object[] parts = parts(inet.getAddress());
    return inet.getAddress() instanceof Inet6Address ipv6
        ? new Variant(
            1, new Object[] {inet.getPort(), 0L, parts, Integer.toUnsignedLong(ipv6.getScopeId())})
        : new Variant(0, new Object[] {inet.getPort(), parts});
  }

  /// An IPv4 address in IPv6 clothes keeps them, for [IpFamily] to refuse.
  static InetSocketAddress lower(Object value) throws IOException {
    Variant variant = (Variant) value;
    Object[] fields = (Object[]) variant.payload();
    if (fields == null) {
      throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
    }
    InetAddress address =
        variant.caseIndex() == 0
            ? ipv4((Object[]) fields[1])
            : ipv6((Object[]) fields[2], (Long) fields[3]);
    return new InetSocketAddress(address, (Integer) fields[0]);
  }

  private static Object[] parts(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    boolean ipv4 = address instanceof Inet4Address;
    Object[] parts = new Object[ipv4 ? 4 : 8];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = ipv4 ? bytes.get() & 0xFF : bytes.getShort() & 0xFFFF;
    }
    return parts;
  }

  private static InetAddress ipv4(Object[] parts) throws UnknownHostException {
    byte[] bytes = new byte[4];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ((Integer) parts[i]).byteValue();
    }
    return InetAddress.getByAddress(bytes);
  }

  private static InetAddress ipv6(Object[] parts, long scope) throws UnknownHostException {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    for (Object part : parts) {
      bytes.putShort(((Integer) part).shortValue());
    }
    return Inet6Address.getByAddress(null, bytes.array(), (int) scope);
  }
}
