package dev.jawa.app.options;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// All keys of all groups.
public final class OptionRegistry {

  private static final List<OptionKey<?>> RECORD =
      new KeyList(OptionGroup.RECORD)
          .allRefused(OptionType.TEXT, "recording is not supported yet", "path")
          .allRefused(OptionType.FLAG, "recording is not supported yet", "validation-metadata")
          .allRefused(OptionType.NUMBER, "recording is not supported yet", "event-window-size")
          .all();

  private OptionRegistry() {}

  /// The keys of a group in the order of its help.
  public static List<OptionKey<?>> keys(OptionGroup group) {
    return switch (group) {
      case OPTIMIZE -> OptimizeKeys.ALL;
      case CODEGEN -> CodegenKeys.ALL;
      case DEBUG -> DebugKeys.ALL;
      case WASM -> WasmKeys.ALL;
      case WASI -> WasiKeys.ALL;
      case RECORD -> RECORD;
    };
  }

  /// The key of that name, `null` if there is none.
  public static @Nullable OptionKey<?> find(OptionGroup group, String name) {
    for (OptionKey<?> key : keys(group)) {
      if (key.matches(name)) {
        return key;
      }
    }
    return null;
  }

  /// A line for each key; what is behind it too if asked.
  public static String help(OptionGroup group, HelpLength length) {
    StringBuilder text = new StringBuilder("Available " + group.word() + " options:\n\n");
    for (OptionKey<?> key : keys(group)) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %s %42s --%s%n",
              group.option(),
              key.name() + key.type().shape(),
              about(key, length)));
    }
    if (length == HelpLength.SHORT) {
      text.append("\n'").append(group.option()).append(" help-long' says who honours what\n");
    }
    return text.toString();
  }

  private static String about(OptionKey<?> key, HelpLength length) {
    String help = key.help().isEmpty() ? "" : " " + key.help();
    return switch (key.handling()) {
      case Handling.Honoured(String by) ->
          length == HelpLength.SHORT ? help : help + " Honoured by: " + by + ".";
      case Handling.Ignored(String why) -> help + " No effect: " + why + ".";
      case Handling.AlwaysOn(String why) -> help + " Always on: " + why + ".";
      case Handling.Refused(String why) -> help + " Refused: " + why + ".";
    };
  }

  /// How much help says.
  public enum HelpLength {
    SHORT,
    LONG
  }
}
