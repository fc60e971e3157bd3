package dev.jawa.app.cli;

/// The command line is wrong: exit code 2 and one line.
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
