package dev.jawa.wasi.sys;

import java.io.IOException;

/// This machine has nothing by which its kernel would keep guests in a directory.
public final class NoConfinementException extends IOException {

  private static final long serialVersionUID = 1L;

  NoConfinementException(String message) {
    super(message);
  }
}
