package dev.jawa.wasi.ctx;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/// A policy made of rules. A socket has to be granted; where the guest connects or sends to, HTTP
/// included, must besides not be denied.
///
/// @param protocols what sockets may be made for
/// @param nameLookup whether names may be looked up
/// @param reach which addresses are granted
/// @param connect remote addresses that are granted one by one
/// @param bind local addresses that are granted one by one
/// @param denied remote addresses that nothing may go to
/// @param privates whether private addresses are among the denied
public record NetworkRules(
    Set<Protocol> protocols,
    NameLookup nameLookup,
    Reach reach,
    List<AddressRange> connect,
    List<AddressRange> bind,
    List<AddressRange> denied,
    Privates privates)
    implements SocketPolicy {

  /// Which addresses are granted.
  public enum Reach {
    /// Those granted one by one.
    LISTED,
    EVERYTHING
  }

  /// Whether names may be looked up.
  public enum NameLookup {
    ALLOWED,
    DENIED
  }

  /// Whether addresses that mean something only on this machine or in its networks are denied,
  /// unless they are granted one by one.
  public enum Privates {
    REACHABLE,
    DENIED
  }

  /// No sockets; HTTP, where it is allowed at all, to everywhere.
  public static final NetworkRules NO_SOCKETS =
      new NetworkRules(
          Set.of(),
          NameLookup.DENIED,
          Reach.LISTED,
          List.of(),
          List.of(),
          List.of(),
          Privates.REACHABLE);

  public NetworkRules {
    protocols = Set.copyOf(protocols);
    connect = List.copyOf(connect);
    bind = List.copyOf(bind);
    denied = List.copyOf(denied);
  }

  /// The same for a guest that may use every socket.
  public NetworkRules withSockets() {
    return new NetworkRules(
        Set.of(Protocol.values()),
        NameLookup.ALLOWED,
        Reach.EVERYTHING,
        connect,
        bind,
        denied,
        privates);
  }

  @Override
  public boolean allows(Protocol protocol) {
    return protocols.contains(protocol);
  }

  @Override
  public boolean allows(Use use, InetSocketAddress address) {
    return switch (use) {
      case TCP_BIND, UDP_BIND -> reach == Reach.EVERYTHING || listed(bind, address);
      case TCP_CONNECT, UDP_SEND ->
          (reach == Reach.EVERYTHING || listed(connect, address)) && !isDenied(address);
      case HTTP_CONNECT -> !isDenied(address);
    };
  }

  private boolean isDenied(InetSocketAddress address) {
    return Disguises.of(address).anyMatch(disguised -> listed(denied, disguised))
        || (privates == Privates.DENIED
            && PrivateAddresses.contain(address.getAddress())
            && !listed(connect, address));
  }

  private static boolean listed(List<AddressRange> ranges, InetSocketAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  @Override
  public boolean allowsNameLookup() {
    return nameLookup == NameLookup.ALLOWED;
  }
}
