package dev.jawa.engine;

/// The module does not validate.
public final class InvalidModuleException extends RuntimeException {
  public InvalidModuleException(String message) {
    super(message);
  }

  public InvalidModuleException(String message, Throwable cause) {
    super(message, cause);
  }
}
