package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// A blocking stream (a file, a pipe, a terminal) as a [ByteSink]: what the guest writes is handed
/// on at once, on the guest's own thread, and a slow reader slows the guest. The stream belongs to
/// whoever made it.
public final class StreamSink implements ByteSink {

  private static final int LARGEST_WRITE = 64 * 1024;

  private final OutputStream stream;
  private boolean closed;

  public StreamSink(OutputStream stream) {
    this.stream = stream;
  }

  @Override
  public long checkWrite() throws IOException {
    requireOpen();
    return LARGEST_WRITE;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    write(ByteBuffer.wrap(bytes));
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    requireOpen();
    try {
      stream.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } catch (IOException e) {
      throw translated(e);
    }
  }

  @Override
  public void flush() throws IOException {
    requireOpen();
    try {
      stream.flush();
    } catch (IOException e) {
      throw translated(e);
    }
  }

  private void requireOpen() throws ClosedSinkException {
    if (closed) {
      throw new ClosedSinkException();
    }
  }

  private IOException translated(IOException e) {
    IOException told = StreamErrors.told(e);
    if (StreamErrors.isBrokenPipe(told)) {
      closed = true;
      return new ClosedSinkException();
    }
    return told;
  }

  @Override
  public Pollable readiness() {
    return Pollable.READY;
  }

  @Override
  public void close() {
    closed = true;
  }
}
