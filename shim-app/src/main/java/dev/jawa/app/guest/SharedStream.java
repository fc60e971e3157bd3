package dev.jawa.app.guest;

import dev.jawa.http.loop.RequestThread;
import dev.jawa.wasi.ctx.ByteSink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/// Lets many writers share a sink: each write goes out whole, and waits where the sink asks for it.
final class SharedStream extends OutputStream {

  private final ByteSink sink;
  private final ReentrantLock lock = new ReentrantLock();

  SharedStream(ByteSink sink) {
    this.sink = sink;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    RequestThread.takesLong();
    lock.lock();
    try {
      sink.writeAll(ByteBuffer.wrap(bytes, offset, length));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      lock.unlock();
    }
  }
}
