package dev.jawa.wasi.ctx;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/// A lent buffer that is handed on in several parts. It goes back when all of them have come back
/// and [#close()] has said that there will be no more.
public final class SharedLoan implements AutoCloseable {

  private final ByteBuffer rest;
  private final Runnable giveBack;
  private final AtomicInteger holders = new AtomicInteger(1);

  public SharedLoan(LentBuffer whole) {
    this.rest = whole.bytes();
    this.giveBack = whole.giveBack();
  }

  /// How many bytes no part has had yet.
  public int remaining() {
    return rest.remaining();
  }

  /// The next `length` bytes.
  public LentBuffer next(int length) {
    ByteBuffer part = rest.slice(rest.position(), length);
    rest.position(rest.position() + length);
    holders.incrementAndGet();
    return new LentBuffer(part, this::release);
  }

  /// No more parts; to be called once.
  @Override
  public void close() {
    release();
  }

  private void release() {
    if (holders.decrementAndGet() == 0) {
      giveBack.run();
    }
  }
}
