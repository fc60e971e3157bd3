package dev.jawa.app.daemon;

import dev.jawa.app.oci.LogLine;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import tools.jackson.databind.json.JsonMapper;

/// The daemon's own log.
final class DaemonLog {

  /// How its lines look.
  enum Format {
    /// As containerd's.
    TEXT,
    /// One object each, with `time`, `level` and `msg`.
    JSON;

    /// @throws IllegalArgumentException if it is none
    static Format parse(String name) {
      return switch (name) {
        case "text" -> TEXT;
        case "json" -> JSON;
        default -> throw new IllegalArgumentException("text or json");
      };
    }
  }

  /// Loaded by who wants it.
  private static final class Json {
    static final JsonMapper MAPPER = new JsonMapper();
  }

  private final PrintStream out;
  private final InstantSource clock;
  private final Format format;

  DaemonLog(PrintStream out, InstantSource clock, Format format) {
    this.out = out;
    this.clock = clock;
    this.format = format;
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
    Instant now = clock.instant();
    out.println(
        switch (format) {
          case TEXT -> LogLine.of(now, level, message);
          case JSON ->
              Json.MAPPER.writeValueAsString(
                  Json.MAPPER
                      .createObjectNode()
                      .put("time", now.toString())
                      .put("level", level)
                      .put("msg", message));
        });
  }
}
