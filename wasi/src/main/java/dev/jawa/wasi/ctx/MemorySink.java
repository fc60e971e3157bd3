package dev.jawa.wasi.ctx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps what is written, up to a limit; more is taken and forgotten. May be read from another
/// thread.
public final class MemorySink implements ByteSink {

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean closed;

  /// @param limit how many bytes are kept
  public MemorySink(int limit) {
    this.limit = limit;
  }

  /// What was written so far.
  public byte[] toByteArray() {
    lock.lock();
    try {
      return kept.toByteArray();
    } finally {
      lock.unlock();
    }
  }

  /// What was written so far, as UTF-8.
  public String text() {
    return new String(toByteArray(), StandardCharsets.UTF_8);
  }

  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long checkWrite() throws ClosedSinkException {
    if (isClosed()) {
      throw new ClosedSinkException();
    }
    return Integer.MAX_VALUE;
  }

  @Override
  public void write(byte[] bytes) {
    lock.lock();
    try {
      kept.write(bytes, 0, Math.min(bytes.length, limit - kept.size()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() {}

  @Override
  public Pollable readiness() {
    return Pollable.READY;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
