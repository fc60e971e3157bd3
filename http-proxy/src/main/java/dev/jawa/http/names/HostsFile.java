package dev.jawa.http.names;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `/etc/hosts`: see hosts(5). A line that cannot be understood is passed over, as everywhere.
final class HostsFile {

  private HostsFile() {}

  /// The addresses of a name in the order of the file; none if it does not have it.
  static List<InetAddress> find(@Nullable String text, String name) {
    List<InetAddress> found = new ArrayList<>();
    String wanted = name.toLowerCase(Locale.ROOT);
    for (String line : text == null ? List.<String>of() : text.lines().toList()) {
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
      for (int i = 1; i < words.length; i++) {
        if (words[i].toLowerCase(Locale.ROOT).equals(wanted)) {
          add(words[0], found);
          break;
        }
      }
    }
    return found;
  }

  private static void add(String literal, List<InetAddress> found) {
    try {
      InetAddress address = InetAddress.ofLiteral(literal);
      if (!found.contains(address)) {
        found.add(address);
      }
    } catch (IllegalArgumentException e) {
      // No address: the line means nothing.
    }
  }
}
