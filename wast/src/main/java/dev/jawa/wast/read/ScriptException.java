package dev.jawa.wast.read;

/// A script that cannot be read; the message says in one line what, and where.
public final class ScriptException extends RuntimeException {

  public ScriptException(String message) {
    super(message);
  }

  public ScriptException(String message, Throwable cause) {
    super(message, cause);
  }
}
