package dev.jawa.app.cli;

import dev.jawa.wasi.ctx.SocketPolicy;
import java.net.InetSocketAddress;

/// What `-S` says of sockets. As in wasmtime, a socket may be made by default but reaches nothing
/// until `inherit-network` is given.
record NetworkOptions(boolean tcp, boolean udp, boolean inheritNetwork, boolean nameLookup)
    implements SocketPolicy {

  static final NetworkOptions DEFAULT = new NetworkOptions(true, true, false, false);

  @Override
  public boolean allows(Protocol protocol) {
    return switch (protocol) {
      case TCP -> tcp;
      case UDP -> udp;
    };
  }

  @Override
  public boolean allows(Use use, InetSocketAddress address) {
    return inheritNetwork;
  }

  @Override
  public boolean allowsNameLookup() {
    return nameLookup;
  }
}
