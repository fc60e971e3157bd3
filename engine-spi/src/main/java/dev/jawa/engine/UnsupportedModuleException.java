package dev.jawa.engine;

/// The module needs a proposal that the engine lacks; the message names it.
public final class UnsupportedModuleException extends RuntimeException {
  public UnsupportedModuleException(String message) {
    super(message);
  }

  public UnsupportedModuleException(String message, Throwable cause) {
    super(message, cause);
  }
}
