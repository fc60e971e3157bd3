package dev.jawa.component.validate;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks versions. Spec: Semantic Versioning 2.0; `Explainer.md`, canonical interface name.
final class SemVer {

  private static final Pattern CANONICAL =
      Pattern.compile("[1-9][0-9]*|0\\.[1-9][0-9]*|0\\.0\\.[1-9][0-9]*|0\\.0\\.0");

  private final String text;
  private int position;

  private SemVer(String text) {
    this.text = text;
  }

  static boolean isCanonical(String version) {
    return CANONICAL.matcher(version).matches();
  }

  /// What is wrong with a version, or `null`.
  static @Nullable String problem(String version) {
    return version.isEmpty() ? "empty string" : new SemVer(version).parse();
  }

  private @Nullable String parse() {
    for (int i = 0; i < 3; i++) {
      String problem = i == 0 ? null : dot();
      problem = problem == null ? number() : problem;
      if (problem != null) {
        return problem;
      }
    }
    if (position < text.length() && text.charAt(position) == '-') {
      position++;
      String problem = identifiers(Zeros.FORBIDDEN);
      if (problem != null) {
        return problem;
      }
    }
    if (position < text.length() && text.charAt(position) == '+') {
      position++;
      String problem = identifiers(Zeros.ALLOWED);
      if (problem != null) {
        return problem;
      }
    }
    return position == text.length() ? null : unexpected();
  }

  private @Nullable String dot() {
    if (position == text.length() || text.charAt(position) != '.') {
      return unexpected();
    }
    position++;
    return null;
  }

  private @Nullable String number() {
    int start = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    if (start == position) {
      return unexpected();
    }
    return position - start > 1 && text.charAt(start) == '0'
        ? "a number with a leading zero"
        : null;
  }

  private String unexpected() {
    return position == text.length()
        ? "unexpected end of input"
        : "unexpected character '" + text.charAt(position) + "'";
  }

  /// Whether numeric identifiers may begin with zeros.
  private enum Zeros {
    ALLOWED,
    FORBIDDEN
  }

  private @Nullable String identifiers(Zeros zeros) {
    int start = position;
    while (position < text.length() && text.charAt(position) != '+') {
      char c = text.charAt(position);
      if (!(isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '.')) {
        return unexpected();
      }
      position++;
    }
    for (String identifier : text.substring(start, position).split("\\.", -1)) {
      if (identifier.isEmpty()) {
        return "empty identifier segment";
      }
      if (zeros == Zeros.FORBIDDEN
          && identifier.length() > 1
          && identifier.charAt(0) == '0'
          && identifier.chars().allMatch(c -> isDigit((char) c))) {
        return "a number with a leading zero";
      }
    }
    return null;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
