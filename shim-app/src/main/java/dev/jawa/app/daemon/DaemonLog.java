package dev.jawa.app.daemon;

import dev.jawa.app.oci.LogLine;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;

/// The daemon's own log: lines in containerd's format.
final class DaemonLog {

  private final PrintStream out;
  private final InstantSource clock;

  DaemonLog(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  void info(String message) {
    line("info", message);
  }

  void warn(String message) {
    line("warning", message);
  }

  /// A bug of ours, with all that helps to find it.
  void bug(Thread thread, Throwable problem) {
    StringWriter trace = new StringWriter();
    problem.printStackTrace(new PrintWriter(trace));
    line("error", thread.getName() + ": " + trace);
    if (problem instanceof OutOfMemoryError) {
      // Not a guest's, whose memory is refused: without this thread the daemon is no daemon.
      Runtime.getRuntime().halt(1);
    }
  }

  private void line(String level, String message) {
    out.println(LogLine.of(clock.instant(), level, message));
  }
}
