package dev.jawa.app.oci;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A line of a log, in containerd's format.
public final class LogLine {

  private LogLine() {}

  /// @param level `info`, `warning` or `error`
  public static String of(Instant at, String level, String message) {
    return "time=\"%s\" level=%s msg=\"%s\""
        .formatted(
            at.truncatedTo(ChronoUnit.MILLIS),
            level,
            message.strip().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
  }
}
