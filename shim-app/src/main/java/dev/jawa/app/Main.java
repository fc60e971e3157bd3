package dev.jawa.app;

import dev.jawa.app.cli.JawaCommand;
import dev.jawa.app.sys.CompilerThreads;
import dev.jawa.app.sys.CurrentProcess;
import java.io.IOException;

/// The `jawa` command.
public final class Main {

  /// Whether nothing is left to do for the JVM when the command has ended. The launcher sets it for
  /// commands that have no shutdown hooks, in a JVM that got no options of the user's own: those
  /// may ask for something to be written at the end.
  private static final String QUICK_EXIT = "jawa.quickExit";

  /// Whether a guest goes before the JVM's optimizing compiler, set by the launcher.
  private static final String GUEST_FIRST = "jawa.guestFirst";

  private Main() {}

  public static void main(String[] args) {
    if (Boolean.getBoolean(GUEST_FIRST)) {
      CompilerThreads.optimizeAfterOthers();
    }
    int code = JawaCommand.execute(args);
    System.out.flush();
    System.err.flush();
    if (Boolean.getBoolean(QUICK_EXIT)) {
      endNow(code);
    }
    System.exit(code);
  }

  private static void endNow(int code) {
    try {
      CurrentProcess.exit(code);
    } catch (IOException | LinkageError e) {
      // Not on Linux: the JVM's own way is slower, no worse.
    }
  }
}
