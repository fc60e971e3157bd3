package dev.jawa.app.cli;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Where a command talks to its user, and the environment it was started in.
final class Console {

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final Set<String> warned = new HashSet<>();

  Console(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  Map<String, String> environment() {
    return environment;
  }

  /// Says something once.
  void warn(String text) {
    if (warned.add(text)) {
      err.println("jawa: warning: " + text);
    }
  }

  /// Says in one line why the command fails; the stack trace too if `JAWA_DEBUG` is set.
  void fail(String text, Throwable cause) {
    err.println("jawa: " + text.strip().replaceAll("\\s*\\R\\s*", " "));
    String debug = environment.get("JAWA_DEBUG");
    if (debug != null && !debug.isEmpty()) {
      cause.printStackTrace(err);
    }
  }
}
