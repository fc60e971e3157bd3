package dev.jawa.wasi.ctx;

import java.io.IOException;

/// A file operation failed in a way that the guest is told. Has no stack trace: guests cause many
/// of these.
public final class FileException extends IOException {

  private final FileError error;

  public FileException(FileError error) {
    super(error.message());
    this.error = error;
  }

  public FileError error() {
    return error;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
