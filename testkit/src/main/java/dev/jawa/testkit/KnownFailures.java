package dev.jawa.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The commands of a suite that are known to fail, each with the reason. A file has one
/// `script.wast:LINE reason` per line; empty lines and those that begin with `#` are comments.
public final class KnownFailures {

  private final Map<String, String> reasons = new HashMap<>();

  private KnownFailures() {}

  /// None.
  public static KnownFailures none() {
    return new KnownFailures();
  }

  /// Reads a resource that lies beside a class.
  public static KnownFailures resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name + " beside " + beside);
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static KnownFailures parse(String text) {
    KnownFailures known = new KnownFailures();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] parts = line.split("\\s+", 2);
        if (parts.length < 2 || !parts[0].matches(".+\\.wast:\\d+")) {
          throw new IllegalArgumentException("not `script.wast:LINE reason`: " + line);
        }
        if (known.reasons.put(parts[0], parts[1]) != null) {
          throw new IllegalArgumentException("listed twice: " + parts[0]);
        }
      }
    }
    return known;
  }

  /// Why a command fails, or `null` if it should not.
  public @Nullable String reason(String script, int line) {
    return reasons.get(script + ":" + line);
  }

  /// The entries about other places than these.
  ///
  /// @param places as in `script.wast:12`
  public List<String> notAbout(Set<String> places) {
    return reasons.keySet().stream().filter(place -> !places.contains(place)).sorted().toList();
  }
}
