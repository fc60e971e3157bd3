package dev.jawa.component.instantiate;

import org.jspecify.annotations.Nullable;

/// An instance of a component cannot be given back its first state; the message says why.
public final class NotReusableException extends Exception {

  NotReusableException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
