package dev.jawa.wasi.preview1;

import java.io.IOException;

/// Ends a call with an error number. Has no stack trace: guests cause many of these.
final class ErrnoException extends IOException {

  private final Errno errno;

  ErrnoException(Errno errno) {
    super(errno.name());
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
