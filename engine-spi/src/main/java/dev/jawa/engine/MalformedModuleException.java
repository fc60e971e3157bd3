package dev.jawa.engine;

/// The bytes are not a core module.
public final class MalformedModuleException extends RuntimeException {
  public MalformedModuleException(String message) {
    super(message);
  }

  public MalformedModuleException(String message, Throwable cause) {
    super(message, cause);
  }
}
