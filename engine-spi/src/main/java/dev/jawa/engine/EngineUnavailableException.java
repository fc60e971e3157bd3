package dev.jawa.engine;

/// The engine asked for is not on the class path or cannot run in this JVM. The message is meant
/// for the user.
public final class EngineUnavailableException extends RuntimeException {
  public EngineUnavailableException(String message) {
    super(message);
  }
}
