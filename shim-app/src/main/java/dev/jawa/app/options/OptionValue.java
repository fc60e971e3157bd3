package dev.jawa.app.options;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of options, written as wasmtime's are.
public final class OptionValue {

  private OptionValue() {}

  /// `y`, `yes`, `true` and no value at all, or `n`, `no`, `false`.
  public static boolean flag(@Nullable String text) {
    return switch (text) {
      case null -> true;
      case "y", "yes", "true" -> true;
      case "n", "no", "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "unknown boolean flag `" + text + "`, only yes,no,<nothing> accepted");
    };
  }

  /// As [#flag], and `auto`.
  static String automatic(@Nullable String text) {
    if ("auto".equals(text)) {
      return "auto";
    }
    try {
      return flag(text) ? "y" : "n";
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "unknown flag `" + text + "`, only yes,no,auto,<nothing> accepted", e);
    }
  }

  /// A natural number; `_` may stand between digits, `0x` begins a hexadecimal one. What a `long`
  /// cannot hold but 64 bits can is taken as the largest `long`: as a limit it means none.
  public static long number(@Nullable String text) {
    String digits = text(text).replace("_", "");
    boolean hexadecimal = digits.startsWith("0x");
    String plain = hexadecimal ? digits.substring(2) : digits;
    if (plain.isEmpty()) {
      throw new IllegalArgumentException("cannot parse integer from empty string");
    }
    if (!plain.chars().allMatch(c -> Character.digit(c, hexadecimal ? 16 : 10) >= 0)) {
      throw new IllegalArgumentException("invalid digit found in string");
    }
    try {
      long value = Long.parseUnsignedLong(plain, hexadecimal ? 16 : 10);
      return value < 0 ? Long.MAX_VALUE : value;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("number too large to fit in target type", e);
    }
  }

  /// Whole seconds, or a whole number with `s`, `ms`, `us`, `μs` or `ns`.
  public static Duration duration(@Nullable String text) {
    String given = text(text);
    int end = 0;
    while (end < given.length() && given.charAt(end) >= '0' && given.charAt(end) <= '9') {
      end++;
    }
    try {
      long amount = Long.parseLong(given.substring(0, end));
      return switch (given.substring(end)) {
        case "", "s" -> Duration.ofSeconds(amount);
        case "ms" -> Duration.ofMillis(amount);
        case "us", "μs", "µs" -> Duration.ofNanos(Math.multiplyExact(amount, 1000L));
        case "ns" -> Duration.ofNanos(amount);
        default -> throw new NumberFormatException();
      };
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "failed to parse duration: " + given + "; write it as in 10s, 100ms or 500us", e);
    }
  }

  /// Any text, also an empty one.
  public static String text(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("value must be specified with `key=val` syntax");
    }
    return text;
  }

  static Map.Entry<String, String> pair(@Nullable String text) {
    String given = text(text);
    int equals = given.indexOf('=');
    return equals < 0
        ? Map.entry(given, "")
        : Map.entry(given.substring(0, equals), given.substring(equals + 1));
  }

  static String graph(@Nullable String text) {
    if (!text(text).contains("::")) {
      throw new IllegalArgumentException("graph does not contain `::` separator for directory");
    }
    return text(text);
  }

  static String choice(String noun, List<String> words, @Nullable String text) {
    if (!words.contains(text(text))) {
      throw new IllegalArgumentException(
          "unknown " + noun + " `" + text + "`, only " + String.join(",", words) + " accepted");
    }
    return text(text);
  }
}
