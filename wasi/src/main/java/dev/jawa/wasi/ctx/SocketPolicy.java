package dev.jawa.wasi.ctx;

import java.net.InetSocketAddress;

/// Which addresses a guest's sockets may use. What is refused looks to the guest like a missing
/// permission.
public interface SocketPolicy {

  /// What a guest is about to do with an address.
  enum Use {
    /// The local address; the port may be 0 for any.
    TCP_BIND,
    /// The remote address.
    TCP_CONNECT,
    /// The local address; the port may be 0 for any.
    UDP_BIND,
    /// The remote address, of each datagram or of the connection.
    UDP_SEND,
    /// The remote address of an outgoing HTTP request, as its name was resolved; only asked where
    /// requests are allowed at all.
    HTTP_CONNECT
  }

  /// What a socket is made for.
  enum Protocol {
    TCP,
    UDP
  }

  /// Whether such sockets may be made at all.
  boolean allows(Protocol protocol);

  boolean allows(Use use, InetSocketAddress address);

  /// Whether names may be looked up.
  boolean allowsNameLookup();

  /// Refuses everything.
  SocketPolicy DENIED =
      new SocketPolicy() {
        @Override
        public boolean allows(Protocol protocol) {
          return false;
        }

        @Override
        public boolean allows(Use use, InetSocketAddress address) {
          return false;
        }

        @Override
        public boolean allowsNameLookup() {
          return false;
        }
      };

  /// Allows everything that the network place can reach.
  SocketPolicy ALLOWED =
      new SocketPolicy() {
        @Override
        public boolean allows(Protocol protocol) {
          return true;
        }

        @Override
        public boolean allows(Use use, InetSocketAddress address) {
          return true;
        }

        @Override
        public boolean allowsNameLookup() {
          return true;
        }
      };
}
