package dev.jawa.app.guest;

/// A guest cannot be loaded or started. The message is one line for the user: what, where, what to
/// do.
public final class GuestException extends RuntimeException {
  public GuestException(String message) {
    super(message);
  }

  public GuestException(String message, Throwable cause) {
    super(message, cause);
  }
}
