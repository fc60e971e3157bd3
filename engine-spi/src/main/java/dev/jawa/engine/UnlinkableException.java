package dev.jawa.engine;

/// An import is missing or does not fit; the message names it.
public final class UnlinkableException extends RuntimeException {
  public UnlinkableException(String message) {
    super(message);
  }

  public UnlinkableException(String message, Throwable cause) {
    super(message, cause);
  }
}
