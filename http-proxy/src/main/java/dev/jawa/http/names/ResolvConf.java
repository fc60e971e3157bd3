package dev.jawa.http.names;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/etc/resolv.conf`: see resolv.conf(5). What cannot be understood is passed over, as everywhere.
///
/// @param servers in the order in which they are asked, at least one
/// @param search domains that are tried behind a name
/// @param ndots a name with so many dots is tried as it is first
/// @param timeout how long one server is waited for
/// @param attempts how often all servers are asked
record ResolvConf(
    List<InetSocketAddress> servers,
    List<String> search,
    int ndots,
    Duration timeout,
    int attempts) {

  private static final int MOST_SERVERS = 3;
  static final int PORT = 53;

  static ResolvConf parse(@Nullable String text) {
    return parse(text, PORT);
  }

  /// @param port of the servers
  static ResolvConf parse(@Nullable String text, int port) {
    Reader reader = new Reader(port);
    if (text != null) {
      text.lines().forEach(reader::line);
    }
    return reader.done();
  }

  private static final class Reader {
    private final List<InetSocketAddress> servers = new ArrayList<>();
    private List<String> search = List.of();
    private int ndots = 1;
    private int timeout = 5;
    private int attempts = 2;
    private final int port;

    Reader(int port) {
      this.port = port;
    }

    void line(String line) {
      if (line.startsWith("#") || line.startsWith(";")) {
        return;
      }
      List<String> words = List.of(line.strip().split("\\s+"));
      List<String> values = words.subList(1, words.size());
      switch (words.getFirst()) {
        case "nameserver" -> values.stream().limit(1).forEach(this::server);
        case "search" -> search = values;
        case "domain" -> search = values.stream().limit(1).toList();
        case "options" -> values.forEach(this::option);
        default -> {}
      }
    }

    private void server(String literal) {
      try {
        if (servers.size() < MOST_SERVERS) {
          servers.add(new InetSocketAddress(InetAddress.ofLiteral(literal), port));
        }
      } catch (IllegalArgumentException e) {
        // No address: the line means nothing.
      }
    }

    private void option(String option) {
      int colon = option.indexOf(':');
      String name = colon < 0 ? option : option.substring(0, colon);
      try {
        int value = colon < 0 ? 0 : Integer.parseInt(option.substring(colon + 1));
        switch (name) {
          case "ndots" -> ndots = Math.clamp(value, 0, 15);
          case "timeout" -> timeout = Math.clamp(value, 1, 30);
          case "attempts" -> attempts = Math.clamp(value, 1, 5);
          default -> {}
        }
      } catch (NumberFormatException e) {
        // No number: the option means nothing.
      }
    }

    ResolvConf done() {
      if (servers.isEmpty()) {
        servers.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
      List<String> domains = search.stream().filter(domain -> !domain.equals(".")).toList();
      return new ResolvConf(
          List.copyOf(servers), domains, ndots, Duration.ofSeconds(timeout), attempts);
    }
  }
}
