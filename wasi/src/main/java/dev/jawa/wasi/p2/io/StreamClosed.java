package dev.jawa.wasi.p2.io;

import java.io.IOException;

/// The case `closed` of `stream-error`, on its way to the guest.
final class StreamClosed extends IOException {

  StreamClosed() {
    super("closed");
  }

  /// Ends of streams are no surprises.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
