package dev.jawa.app.oci;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where a client wants a task's output: what it gives as the path of stdout or stderr.
sealed interface LogUri {

  /// Nowhere.
  record Nothing() implements LogUri {}

  /// A FIFO that the client made, or a plain file.
  record AtPath(Path path) implements LogUri {}

  /// `file:///p`: a file that is made if there is none, and appended to.
  record AppendedFile(Path path) implements LogUri {}

  /// `binary:///p?key=value`: a program that reads the output of both streams from its descriptors
  /// 3 and 4.
  ///
  /// @param sign what it does when it is ready
  record Logger(List<String> command, ReadySign sign) implements LogUri {
    public Logger {
      command = List.copyOf(command);
    }
  }

  /// How a logger says on its descriptor 5 that it is ready.
  enum ReadySign {
    /// It closes it.
    CLOSE,
    /// It writes there; to close it without is a failure.
    BYTE
  }

  /// @throws OciException if it is none that is known
  static LogUri parse(String text) {
    if (text.isEmpty()) {
      return new Nothing();
    }
    if (!text.contains("://")) {
      return new AtPath(Path.of(text));
    }
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new OciException("the log " + text + " is no URI: " + e.getMessage(), e);
    }
    return switch (String.valueOf(uri.getScheme())) {
      case "fifo" -> new AtPath(path(uri));
      case "file" -> new AppendedFile(path(uri));
      case "binary" -> new Logger(command(uri), ReadySign.CLOSE);
      case "binary-v2" -> new Logger(command(uri), ReadySign.BYTE);
      default ->
          throw new OciException(
              "a log of scheme '%s' is not supported, use a path, file:// or binary://"
                  .formatted(uri.getScheme()));
    };
  }

  private static Path path(URI uri) {
    if (uri.getPath() == null || !uri.getPath().startsWith("/")) {
      throw new OciException(
          "the log " + uri + " has no path; write it as " + uri.getScheme() + ":///path");
    }
    return Path.of(uri.getPath());
  }

  // The query's names and values are the arguments, in turn.
  private static List<String> command(URI uri) {
    List<String> command = new ArrayList<>(List.of(path(uri).toString()));
    String query = uri.getRawQuery();
    if (query == null || query.isEmpty()) {
      return command;
    }
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      command.add(decode(equals < 0 ? pair : pair.substring(0, equals)));
      // As runc's shim has it: a name without a value is followed by an empty argument.
      command.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return command;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
