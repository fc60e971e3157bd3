package dev.jawa.app.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One group of `KEY[=VAL]` options, as in `-W timeout=1s,max-memory-size=10_000_000`.
///
/// @param <T> what the options are applied to
final class OptionGroup<T> {

  private final String title;
  private final String option;
  private final String word;
  private final Map<String, Key<T>> keys = new LinkedHashMap<>();

  /// @param option as in `-W`
  /// @param word the long option without dashes, as in `wasm`
  OptionGroup(String title, String option, String word) {
    this.title = title;
    this.option = option;
    this.word = word;
  }

  private record Key<T>(String shape, String help, Setter<T> setter) {}

  private interface Setter<T> {
    void set(T target, @Nullable String value, Consumer<String> warn);
  }

  OptionGroup<T> flag(String name, String help, BiConsumer<T, Boolean> set) {
    return add(name, "[=y|n]", help, (t, v, _) -> set.accept(t, OptionValue.flag(v)));
  }

  OptionGroup<T> number(String name, String help, BiConsumer<T, Long> set) {
    return add(name, "=N", help, (t, v, _) -> set.accept(t, OptionValue.number(v)));
  }

  OptionGroup<T> duration(String name, String help, BiConsumer<T, Duration> set) {
    return add(name, "=N|Ns|Nms|..", help, (t, v, _) -> set.accept(t, OptionValue.duration(v)));
  }

  OptionGroup<T> text(String name, String help, BiConsumer<T, String> set) {
    return add(name, "=val", help, (t, v, _) -> set.accept(t, OptionValue.text(v)));
  }

  /// Taken for compatibility, without any effect; said so once on stderr.
  OptionGroup<T> ignored(String... names) {
    for (String name : names) {
      add(
          name,
          "[=val]",
          "Has no effect here.",
          (_, _, warn) -> warn.accept(option + " " + name + " has no effect here"));
    }
    return this;
  }

  /// Something that is always on, which cannot be turned off.
  OptionGroup<T> alwaysOn(String... names) {
    for (String name : names) {
      add(
          name,
          "[=y]",
          "On; cannot be turned off.",
          (_, v, warn) -> {
            if (!OptionValue.flag(v)) {
              warn.accept(option + " " + name + " cannot be turned off here");
            }
          });
    }
    return this;
  }

  /// Something that this version lacks: asking for it is refused, so that nobody relies on a limit
  /// that is not there.
  OptionGroup<T> lacking(String... names) {
    for (String name : names) {
      add(
          name,
          "[=n]",
          "Not supported yet.",
          (_, v, _) -> {
            if (!"n".equals(v) && !"no".equals(v) && !"false".equals(v)) {
              throw new IllegalArgumentException("is not supported yet");
            }
          });
    }
    return this;
  }

  private OptionGroup<T> add(String name, String shape, String help, Setter<T> setter) {
    if (keys.put(name, new Key<>(shape, help, setter)) != null) {
      throw new IllegalStateException(name + " is there twice");
    }
    return this;
  }

  /// Applies comma-separated lists in their order.
  ///
  /// @throws UsageException naming what is wrong
  void apply(List<String> lists, T target, Consumer<String> warn) {
    for (String list : lists) {
      for (String item : list.split(",", -1)) {
        if (item.equals("help") || item.equals("help-long")) {
          throw new HelpRequested(help());
        }
        applyOne(item, target, warn);
      }
    }
  }

  private void applyOne(String item, T target, Consumer<String> warn) {
    int equals = item.indexOf('=');
    String name = equals < 0 ? item : item.substring(0, equals);
    Key<T> key = keys.get(name);
    if (key == null) {
      throw new UsageException(
          "unknown %s / --%s option: %s; '%s help' lists them"
              .formatted(option, word, name, option));
    }
    try {
      key.setter.set(target, equals < 0 ? null : item.substring(equals + 1), warn);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " " + name + ": " + e.getMessage(), e);
    }
  }

  /// One line for each key.
  String help() {
    StringBuilder text = new StringBuilder("Available " + title + " options:\n\n");
    keys.forEach((name, key) ->
        text.append("  %s %42s -- %s%n".formatted(option, name + key.shape, key.help)));
    return text.toString();
  }
}
