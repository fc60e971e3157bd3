package dev.jawa.http.names;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The line `hosts:` of `/etc/nsswitch.conf`: where names are looked for, and in which order. Other
/// sources than these two are passed over, and so is what stands in brackets.
enum NameSources {
  FILES,
  DNS;

  static List<NameSources> parse(@Nullable String text) {
    List<NameSources> sources = new ArrayList<>();
    String line = text == null ? "" : hosts(text);
    for (String word : line.replaceAll("\\[[^]]*]", " ").strip().split("\\s+")) {
      switch (word) {
        case "files" -> sources.add(FILES);
        case "dns", "resolve" -> sources.add(DNS);
        default -> {}
      }
    }
    return sources.isEmpty() ? List.of(FILES, DNS) : sources;
  }

  private static String hosts(String text) {
    return text.lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> line.startsWith("hosts:"))
        .map(line -> line.substring("hosts:".length()))
        .findFirst()
        .orElse("");
  }
}
