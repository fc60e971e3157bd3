package dev.jawa.shim.ttrpc;

import java.time.Duration;

/// The limits of an endpoint, of ttrpc or gRPC.
///
/// @param maxDataLength the largest frame, in bytes without its header; with gRPC the largest
///   message
/// @param maxCallsPerConnection how many calls of one connection may be under way; more are refused
/// @param connectTimeout for clients
public record TtrpcOptions(int maxDataLength, int maxCallsPerConnection, Duration connectTimeout) {

  /// 4 MiB, as the protocol has it; 10,000 calls; 5 s.
  public static final TtrpcOptions DEFAULT =
      new TtrpcOptions(4 << 20, 10_000, Duration.ofSeconds(5));
}
