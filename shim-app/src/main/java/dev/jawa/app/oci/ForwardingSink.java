package dev.jawa.app.oci;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A sink whose owner is somebody else: closing it only ends the use through this one.
final class ForwardingSink implements ByteSink {

  private final ByteSink sink;
  private volatile boolean closed;

  ForwardingSink(ByteSink sink) {
    this.sink = sink;
  }

  @Override
  public long checkWrite() throws IOException {
    requireOpen();
    return sink.checkWrite();
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    requireOpen();
    sink.write(bytes);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    requireOpen();
    sink.write(bytes);
  }

  @Override
  public void flush() throws IOException {
    requireOpen();
    sink.flush();
  }

  private void requireOpen() throws ClosedSinkException {
    if (closed) {
      throw new ClosedSinkException();
    }
  }

  @Override
  public Pollable readiness() {
    return sink.readiness();
  }

  @Override
  public void close() {
    closed = true;
  }
}
