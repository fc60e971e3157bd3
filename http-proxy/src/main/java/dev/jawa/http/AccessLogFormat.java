package dev.jawa.http;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a line of the access log is written.
public enum AccessLogFormat {
  /// The common log format of NCSA.
  COMMON,
  /// An object in each line.
  JSON;

  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss +0000", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// One line with its end. What clients chose cannot end a line or a text early.
  String line(AccessEntry entry) {
    StringBuilder line = new StringBuilder(160);
    switch (this) {
      case COMMON -> common(entry, line);
      case JSON -> json(entry, line);
    }
    return line.append('\n').toString();
  }

  private static void common(AccessEntry entry, StringBuilder line) {
    line.append(entry.client()).append(" - - [").append(CLF.format(entry.at())).append("] \"");
    escape(entry.method(), line);
    escape(entry.target(), line.append(' '));
    line.append(' ').append(entry.protocol()).append("\" ").append(entry.status()).append(' ');
    line.append(entry.bytes());
  }

  private static void json(AccessEntry entry, StringBuilder line) {
    line.append("{\"time\":\"").append(entry.at()).append("\",\"request\":").append(entry.number());
    text("id", entry.id(), line);
    text("client", entry.client(), line);
    text("method", entry.method(), line);
    text("target", entry.target(), line);
    text("protocol", entry.protocol(), line);
    line.append(",\"status\":").append(entry.status());
    line.append(",\"bytes\":").append(entry.bytes());
    line.append(",\"micros\":").append(entry.nanos() / 1000);
    text("referer", entry.referer(), line);
    text("userAgent", entry.userAgent(), line);
    line.append('}');
  }

  private static void text(String name, @Nullable String value, StringBuilder line) {
    if (value != null) {
      line.append(",\"").append(name).append("\":\"");
      escape(value, line);
      line.append('"');
    }
  }

  private static void escape(String text, StringBuilder line) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7F) {
        line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
