package dev.jawa.app.daemon;

import java.util.Locale;

/// What the daemon speaks besides ttrpc, which every containerd understands.
enum Protocol {
  /// Nothing.
  TTRPC,
  /// gRPC, on a socket of its own.
  GRPC;

  /// @throws IllegalArgumentException if it is none
  static Protocol parse(String text) {
    for (Protocol protocol : values()) {
      if (protocol.name().toLowerCase(Locale.ROOT).equals(text)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException("neither ttrpc nor grpc");
  }
}
