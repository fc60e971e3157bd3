package dev.jawa.app.sys;

import dev.jawa.app.sys.FdPoller.Interest;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Reads from a non-blocking descriptor.
public final class FdSource implements ByteSource {

  private static final int CHUNK = 16 * 1024;

  private final Fd fd;
  private final FdPoller poller;
  private final ReentrantLock lock = new ReentrantLock();
  private final Readiness readiness = new Readiness(this::hasSomething);

  /// What was read to find out whether there is something.
  private byte[] ahead = NOTHING;

  private boolean ended;

  /// @param fd closed with this
  public FdSource(Fd fd, FdPoller poller) {
    this.fd = fd;
    this.poller = poller;
  }

  @Override
  public byte @Nullable [] read(int max) throws IOException {
    lock.lock();
    try {
      if (ahead.length == 0 && !ended) {
        fill(Math.min(max, CHUNK));
      }
      if (ahead.length == 0) {
        return ended ? null : NOTHING;
      }
      int length = Math.min(max, ahead.length);
      byte[] taken = length == ahead.length ? ahead : Arrays.copyOf(ahead, length);
      ahead = length == ahead.length ? NOTHING : Arrays.copyOfRange(ahead, length, ahead.length);
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void fill(int max) throws IOException {
    byte[] bytes = fd.read(max);
    if (bytes != null) {
      ahead = bytes;
      ended = bytes.length == 0;
    }
  }

  /// Whether the end was reached: a FIFO without a writer is at its end, too.
  public boolean isAtEnd() {
    return hasSomething() && endedWithNothingAhead();
  }

  private boolean endedWithNothingAhead() {
    lock.lock();
    try {
      return ended && ahead.length == 0;
    } finally {
      lock.unlock();
    }
  }

  private boolean hasSomething() {
    lock.lock();
    try {
      if (ahead.length == 0 && !ended) {
        fill(CHUNK);
      }
      return ahead.length > 0 || ended;
    } catch (IOException _) {
      // Ready to tell about it: the next read meets it again.
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Pollable readiness() {
    return new Pollable() {
      @Override
      public boolean isReady() {
        return hasSomething();
      }

      @Override
      public Runnable onReady(Runnable wake) {
        Runnable cancel = readiness.onReady(wake);
        watch();
        return cancel;
      }
    };
  }

  private void watch() {
    lock.lock();
    try {
      if (!ended) {
        poller.whenReady(fd, Interest.READABLE, this::changed);
      }
    } catch (IOException _) {
      ended = true;
    } finally {
      lock.unlock();
    }
    if (hasSomething()) {
      readiness.changed();
    }
  }

  // On a thread of its own: those who are woken may take locks, the poller must not wait for them.
  private void changed() {
    Thread.ofVirtual().start(readiness::changed);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      ended = true;
      poller.forget(fd);
      fd.close();
    } finally {
      lock.unlock();
    }
    readiness.changed();
  }
}
