package dev.jawa.component.instantiate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of an interface apart from its version. Two versions are compatible if their major
/// numbers are equal, or, where that is 0, their minor ones, or, where that is 0 too, if they are
/// the same; a pre-release only equals itself.
///
/// @param name without version, as in `wasi:io/streams`
/// @param version empty if there is none
record InterfaceName(String name, String version) {

  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)(\\+.*)?");

  static InterfaceName parse(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? new InterfaceName(text, "")
        : new InterfaceName(text.substring(0, at), text.substring(at + 1));
  }

  /// Equal for the names that can stand for each other.
  String track() {
    return name + "@" + compatible(version);
  }

  private static String compatible(String version) {
    Matcher release = RELEASE.matcher(version);
    if (!release.matches()) {
      return version;
    }
    if (!release.group(1).equals("0")) {
      return release.group(1);
    }
    if (!release.group(2).equals("0")) {
      return "0." + release.group(2);
    }
    return version;
  }
}
