package dev.jawa.app.options;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How the value of a key is written.
///
/// @param shape how the help shows it, as in `=N`
/// @param arity whether a later value replaces an earlier one
/// @param reader from the text behind `=`, `null` if there is no `=`; throws
///   [IllegalArgumentException] with what is wrong
public record OptionType<T>(String shape, Arity arity, Function<@Nullable String, T> reader) {

  /// What giving a key twice means.
  public enum Arity {
    /// The last value counts.
    LAST,
    /// They add up.
    ALL
  }

  public static final OptionType<Boolean> FLAG = last("[=y|n]", OptionValue::flag);
  public static final OptionType<Long> NUMBER = last("=N", OptionValue::number);
  public static final OptionType<Duration> DURATION = last("=N|Ns|Nms|..", OptionValue::duration);
  public static final OptionType<String> TEXT = last("=val", OptionValue::text);

  /// `y`, `n` or `auto`.
  public static final OptionType<String> AUTOMATIC = last("[=y|n|auto]", OptionValue::automatic);

  /// `NAME=VAL`, any number of them.
  public static final OptionType<Map.Entry<String, String>> PAIRS =
      new OptionType<>("=<name>=<val>", Arity.ALL, OptionValue::pair);

  /// Any number of texts.
  public static final OptionType<String> TEXTS =
      new OptionType<>("=val", Arity.ALL, OptionValue::text);

  /// `FORMAT::DIR`, any number of them.
  public static final OptionType<String> GRAPHS =
      new OptionType<>("=<format>::<dir>", Arity.ALL, OptionValue::graph);

  /// One of some words.
  ///
  /// @param noun what they are, for messages
  public static OptionType<String> choice(String noun, String... words) {
    List<String> all = List.of(words);
    return last("=" + String.join("|", all), text -> OptionValue.choice(noun, all, text));
  }

  private static <T> OptionType<T> last(String shape, Function<@Nullable String, T> reader) {
    return new OptionType<>(shape, Arity.LAST, reader);
  }
}
