package dev.jawa.app.options;

/// An option is wrong. The message is one line for the user: which one, and what is wrong.
public final class OptionException extends RuntimeException {
  public OptionException(String message) {
    super(message);
  }
}
