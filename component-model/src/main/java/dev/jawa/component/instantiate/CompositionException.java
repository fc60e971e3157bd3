package dev.jawa.component.instantiate;

/// Components that cannot be one; the message is one line for the user.
public final class CompositionException extends RuntimeException {

  CompositionException(String message) {
    super(message);
  }
}
