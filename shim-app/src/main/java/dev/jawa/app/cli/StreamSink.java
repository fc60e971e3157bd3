package dev.jawa.app.cli;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.io.OutputStream;

/// A stream of this process that blocks its writer until the bytes are gone; so it is always ready.
final class StreamSink implements ByteSink {

  /// As much as a pipe takes at once.
  private static final int MOST = 64 << 10;

  private final OutputStream out;

  StreamSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public long checkWrite() {
    return MOST;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    try {
      out.write(bytes);
    } catch (IOException e) {
      // The JDK has no other way to tell that the reader is gone.
      if ("Broken pipe".equals(e.getMessage())) {
        throw new ClosedSinkException();
      }
      throw e;
    }
  }

  @Override
  public void flush() {}

  @Override
  public Pollable readiness() {
    return Pollable.READY;
  }

  @Override
  public void close() {}
}
