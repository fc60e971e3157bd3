package dev.jawa.app.options;

/// One key of a group.
///
/// @param name with dashes; ends with `-*` where it stands for all that begin so
/// @param help one line: what it does and its default
public record OptionKey<T>(
    OptionGroup group, String name, OptionType<T> type, String help, Handling handling) {

  /// Whether this key stands for many.
  boolean isPattern() {
    return name.endsWith("-*");
  }

  boolean matches(String given) {
    return isPattern()
        ? given.startsWith(name.substring(0, name.length() - 1))
        : given.equals(name);
  }

  /// As the user sees it, as in `-W timeout`.
  public String option() {
    return group.option() + " " + name;
  }
}
