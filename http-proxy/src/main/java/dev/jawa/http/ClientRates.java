package dev.jawa.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/// Counts the requests of each client against a [RateLimit]: one time for each client, at which its
/// debt is paid (the generic cell rate algorithm). A client whose time has passed is as one never
/// seen, so it is forgotten. An IPv6 client is known by its /64 network: within it, addresses cost
/// nothing.
final class ClientRates {

  /// Clients before a look for those that can be forgotten.
  private static final int MANY = 4096;

  private final long interval;
  private final long tolerance;
  private final ConcurrentHashMap<InetAddress, Long> debts = new ConcurrentHashMap<>();

  ClientRates(RateLimit limit) {
    this.interval = limit.intervalNanos();
    this.tolerance = interval * (limit.burst() - 1L);
  }

  /// Counts a request.
  ///
  /// @param now in nanoseconds of any clock that does not go back
  /// @return 0 if it is allowed, else the nanoseconds after which one would be
  long take(InetAddress client, long now) {
    InetAddress key = network(client);
    long[] wait = new long[1];
    debts.compute(
        key,
        (_, paid) -> {
          long from = paid == null || paid - now < 0 ? now : paid;
          wait[0] = Math.max(0, from - now - tolerance);
          return wait[0] > 0 ? from : from + interval;
        });
    if (debts.size() > MANY) {
      forget(now);
    }
    return wait[0];
  }

  /// Forgets the clients that owe nothing.
  void forget(long now) {
    debts.values().removeIf(paid -> paid - now < 0);
  }

  int known() {
    return debts.size();
  }

  private static InetAddress network(InetAddress client) {
    if (!(client instanceof Inet6Address)) {
      return client;
    }
    byte[] address = client.getAddress();
    Arrays.fill(address, 8, 16, (byte) 0);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("sixteen bytes are an address", e);
    }
  }
}
