package dev.jawa.app.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What somebody gave, by key. Unmodifiable.
public final class OptionValues {

  /// Nobody gave anything.
  public static final OptionValues NONE = new Builder(_ -> {}).build();

  private final Map<OptionKey<?>, List<Object>> given;

  private OptionValues(Map<OptionKey<?>, List<Object>> given) {
    this.given = given;
  }

  /// The value of a key, the last one given; `null` if none was.
  @SuppressWarnings("unchecked") // only a key's own type reads its values
  public <T> @Nullable T get(OptionKey<T> key) {
    List<Object> values = given.get(key);
    return values == null ? null : (T) values.getLast();
  }

  /// As [#get(OptionKey)], with the value of a key that was not given.
  public <T> T get(OptionKey<T> key, T otherwise) {
    T value = get(key);
    return value == null ? otherwise : value;
  }

  /// All values of a key that may be given many times, in their order.
  @SuppressWarnings("unchecked") // as above
  public <T> List<T> all(OptionKey<T> key) {
    return (List<T>) given.getOrDefault(key, List.of());
  }

  /// Whether somebody gave the key.
  public boolean has(OptionKey<?> key) {
    return given.containsKey(key);
  }

  /// Collects values: those of a file first, then those of the command line, which win.
  public static final class Builder {

    private final Map<OptionKey<?>, List<Object>> given = new LinkedHashMap<>();
    private final Consumer<String> warn;

    /// @param warn gets a line for what has no effect
    public Builder(Consumer<String> warn) {
      this.warn = warn;
    }

    /// Applies lists such as `timeout=1s,fuel=100` in their order.
    ///
    /// @throws OptionException naming what is wrong
    public Builder lists(OptionGroup group, List<String> lists) {
      for (String list : lists) {
        for (String item : list.split(",", -1)) {
          int equals = item.indexOf('=');
          set(
              group,
              equals < 0 ? item : item.substring(0, equals),
              equals < 0 ? null : item.substring(equals + 1));
        }
      }
      return this;
    }

    /// Applies one key.
    ///
    /// @param text the value, `null` if the key stands alone
    /// @throws OptionException naming what is wrong
    public Builder set(OptionGroup group, String name, @Nullable String text) {
      OptionKey<?> key = OptionRegistry.find(group, name);
      if (key == null) {
        throw new OptionException(
            "unknown %s / --%s option: %s; '%s help' lists them"
                .formatted(group.option(), group.word(), name, group.option()));
      }
      Object value = read(key, name, text);
      if (answer(key, name, value)) {
        List<Object> values = given.computeIfAbsent(key, _ -> new ArrayList<>());
        if (key.type().arity() == OptionType.Arity.LAST) {
          values.clear();
        }
        values.add(value);
      }
      return this;
    }

    private static Object read(OptionKey<?> key, String name, @Nullable String text) {
      try {
        return key.type().reader().apply(text);
      } catch (IllegalArgumentException e) {
        throw new OptionException(
            "failed to parse %s option `%s`: %s"
                .formatted(
                    key.group().option(), text == null ? name : name + "=" + text, e.getMessage()));
      }
    }

    /// @return whether anybody will read it
    private boolean answer(OptionKey<?> key, String name, Object value) {
      String option = key.group().option() + " " + name;
      boolean off = value.equals(Boolean.FALSE) || value.equals("n");
      return switch (key.handling()) {
        case Handling.Honoured _ -> true;
        case Handling.Ignored(String why) -> {
          warn.accept(option + " has no effect here: " + why);
          yield false;
        }
        case Handling.AlwaysOn(String why) -> {
          if (off) {
            warn.accept(option + " cannot be turned off here: " + why);
          }
          yield true;
        }
        case Handling.Refused(String why) -> {
          if (!off) {
            throw new OptionException(option + ": " + why);
          }
          yield false;
        }
      };
    }

    public OptionValues build() {
      Map<OptionKey<?>, List<Object>> copy = new LinkedHashMap<>();
      given.forEach((key, values) -> copy.put(key, List.copyOf(values)));
      return new OptionValues(copy);
    }
  }
}
