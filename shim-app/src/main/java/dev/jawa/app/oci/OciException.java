package dev.jawa.app.oci;

/// A container cannot be made as asked. The message is one line for the user.
public final class OciException extends RuntimeException {
  public OciException(String message) {
    super(message);
  }

  public OciException(String message, Throwable cause) {
    super(message, cause);
  }
}
