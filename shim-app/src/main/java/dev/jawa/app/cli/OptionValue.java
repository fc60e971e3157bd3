package dev.jawa.app.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The values of options, written as wasmtime's are.
final class OptionValue {

  private OptionValue() {}

  /// `y`, `yes`, `true` and no value at all, or `n`, `no`, `false`.
  static boolean flag(@Nullable String text) {
    return switch (text) {
      case null -> true;
      case "y", "yes", "true" -> true;
      case "n", "no", "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither y nor n");
    };
  }

  /// A natural number; `_` may stand between digits, `0x` begins a hexadecimal one.
  static long number(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("needs a number");
    }
    String digits = text.replace("_", "");
    try {
      return digits.startsWith("0x")
          ? Long.parseUnsignedLong(digits.substring(2), 16)
          : Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number", e);
    }
  }

  /// Whole seconds, or a whole number with `s`, `ms`, `us`, `μs` or `ns`.
  static Duration duration(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("needs a duration, as in 10s or 100ms");
    }
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    String unit = text.substring(end);
    try {
      long amount = Long.parseLong(text.substring(0, end));
      return switch (unit) {
        case "", "s" -> Duration.ofSeconds(amount);
        case "ms" -> Duration.ofMillis(amount);
        case "us", "μs", "µs" -> Duration.ofNanos(Math.multiplyExact(amount, 1000L));
        case "ns" -> Duration.ofNanos(amount);
        default -> throw new NumberFormatException();
      };
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration; write it as in 10s, 100ms or 500us", e);
    }
  }

  static String text(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException("needs a value");
    }
    return text;
  }
}
