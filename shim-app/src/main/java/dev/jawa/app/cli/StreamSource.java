package dev.jawa.app.cli;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A stream of this process. What is there already is read directly; only a guest that waits costs a thread, because
/// a read that blocks cannot be called off.
final class StreamSource implements ByteSource {

  private static final int CHUNK = 64 << 10;

  private final InputStream in;
  private final ReentrantLock lock = new ReentrantLock();
  private final Readiness readiness = new Readiness(this::isReady);

  private byte[] chunk = NOTHING;
  private int taken;
  private boolean ended;
  private boolean reading;
  private @Nullable IOException failure;

  StreamSource(InputStream in) {
    this.in = in;
  }

  @Override
  public byte @Nullable [] read(int max) throws IOException {
    lock.lock();
    try {
      if (taken < chunk.length) {
        int end = Math.min(chunk.length, taken + max);
        byte[] bytes = Arrays.copyOfRange(chunk, taken, end);
        taken = end;
        return bytes;
      }
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        return null;
      }
      int available = reading ? 0 : in.available();
      if (available > 0) {
        return in.readNBytes(Math.min(available, max));
      }
      startReading();
      return NOTHING;
    } finally {
      lock.unlock();
    }
  }

  private void startReading() {
    if (!reading) {
      reading = true;
      Thread.ofPlatform().daemon().name("stdin").start(this::readChunk);
    }
  }

  private void readChunk() {
    byte[] buffer = new byte[CHUNK];
    int count = -1;
    IOException broken = null;
    try {
      count = in.read(buffer);
    } catch (IOException e) {
      broken = e;
    }
    lock.lock();
    try {
      chunk = count > 0 ? Arrays.copyOf(buffer, count) : NOTHING;
      taken = 0;
      ended = count < 0 && broken == null;
      failure = broken;
      reading = false;
    } finally {
      lock.unlock();
    }
    readiness.changed();
  }

  /// Asked only by who waits; so the reading begins here too.
  private boolean isReady() {
    lock.lock();
    try {
      if (taken < chunk.length || ended || failure != null || (!reading && available())) {
        return true;
      }
      startReading();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean available() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Pollable readiness() {
    return readiness;
  }

  @Override
  public void close() {}
}
