package dev.jawa.app.config;

/// The configuration cannot be used. The message is one line for the user: which file or variable,
/// what is wrong.
public final class ConfigurationException extends RuntimeException {
  public ConfigurationException(String message) {
    super(message);
  }
}
