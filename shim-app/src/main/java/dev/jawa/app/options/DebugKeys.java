package dev.jawa.app.options;

import static dev.jawa.app.options.OptionType.FLAG;
import static dev.jawa.app.options.OptionType.NUMBER;
import static dev.jawa.app.options.OptionType.TEXT;
import static dev.jawa.app.options.OptionType.TEXTS;

import java.util.List;

/// `-D`: what helps to find out why.
public final class DebugKeys {

  private static final String NOT_YET = "is not supported yet";
  private static final String NO_DEBUGGER = "there are no debugger components here";

  private static final KeyList KEYS = new KeyList(OptionGroup.DEBUG);

  public static final OptionKey<String> COREDUMP =
      KEYS.refused("coredump", TEXT, NOT_YET, "Write a wasm core dump there after a trap.");
  public static final OptionKey<Long> MAX_BACKTRACE =
      KEYS.honoured(
          "max-backtrace", NUMBER, "the text of traps", "Most frames of a backtrace (20).");
  public static final OptionKey<Boolean> LOG_TO_FILES =
      KEYS.refused("log-to-files", FLAG, NOT_YET, "Log to files.");

  static {
    KEYS.allIgnored(FLAG, "wasm backtraces need none", "debug-info", "guest-debug")
        .allIgnored(FLAG, "only warnings and errors are said", "logging")
        .allAlwaysOn("backtraces need it", "address-map", "symbols")
        .allRefused(TEXT, NO_DEBUGGER, "debugger")
        .allRefused(TEXTS, NO_DEBUGGER, "arg")
        .allRefused(FLAG, NO_DEBUGGER, "inherit-stdin", "inherit-stdout", "inherit-stderr");
  }

  static final List<OptionKey<?>> ALL = KEYS.all();

  private DebugKeys() {}
}
