package dev.jawa.component.runtime;

/// A host function was called in a store that has no context (yet).
public final class NoContextException extends RuntimeException {

  public NoContextException() {
    super("the host is called before there is a context", null, false, false);
  }
}
