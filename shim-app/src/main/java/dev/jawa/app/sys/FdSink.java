package dev.jawa.app.sys;

import dev.jawa.app.sys.FdPoller.Interest;
import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/// Writes to a non-blocking descriptor. What the descriptor does not take at once waits here, and
/// the writer is held back until it is gone.
public final class FdSink implements ByteSink {

  private static final int ALLOWANCE = 64 * 1024;

  private enum State {
    OPEN,
    /// No more comes, the rest is still to be written.
    ENDING,
    CLOSED
  }

  private final Fd fd;
  private final FdPoller poller;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final Readiness readiness = new Readiness(this::isReady);
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private State state = State.OPEN;
  private int writtenOfFirst;

  /// @param fd closed with this
  public FdSink(Fd fd, FdPoller poller) {
    this.fd = fd;
    this.poller = poller;
  }

  /// Another way to where it writes, as long as it is open.
  public Path path() {
    return fd.path();
  }

  /// Completes after [#close] when everything has been written, or can no longer be, and the
  /// descriptor is closed.
  public CompletableFuture<Void> drained() {
    return drained;
  }

  @Override
  public long checkWrite() throws IOException {
    lock.lock();
    try {
      requireOpen();
      return waiting.isEmpty() ? ALLOWANCE : 0;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws ClosedSinkException {
    if (state != State.OPEN) {
      throw new ClosedSinkException();
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    lock.lock();
    try {
      requireOpen();
      if (bytes.length > 0) {
        waiting.add(bytes);
        writeWaiting();
      }
    } finally {
      lock.unlock();
    }
  }

  /// What the descriptor takes at once is not copied.
  @Override
  public void write(ByteBuffer bytes) throws IOException {
    lock.lock();
    try {
      requireOpen();
      int start = bytes.arrayOffset() + bytes.position();
      int taken = waiting.isEmpty() ? writeNow(bytes.array(), start, bytes.remaining()) : 0;
      if (taken < bytes.remaining() && state == State.OPEN) {
        waiting.add(Arrays.copyOfRange(bytes.array(), start + taken, start + bytes.remaining()));
        writeWaiting();
      }
    } finally {
      lock.unlock();
    }
  }

  // Under the lock.
  private int writeNow(byte[] bytes, int start, int length) {
    int taken = 0;
    try {
      for (int written = 1; written > 0 && taken < length; taken += written) {
        written = fd.write(bytes, start + taken, length - taken);
      }
    } catch (IOException _) {
      closeDescriptor();
    }
    return taken;
  }

  // Under the lock.
  private void writeWaiting() {
    try {
      for (byte[] first = waiting.peek(); first != null; first = waiting.peek()) {
        int written = fd.write(first, writtenOfFirst, first.length - writtenOfFirst);
        if (written == 0) {
          poller.whenReady(fd, Interest.WRITABLE, this::goOn);
          return;
        }
        writtenOfFirst += written;
        if (writtenOfFirst == first.length) {
          waiting.remove();
          writtenOfFirst = 0;
        }
      }
    } catch (IOException _) {
      // Nobody takes the rest: the writer finds it closed.
      waiting.clear();
      closeDescriptor();
    }
    if (state == State.ENDING) {
      closeDescriptor();
    }
  }

  private void goOn() {
    Thread.ofVirtual()
        .start(() -> {
          lock.lock();
          try {
            if (state != State.CLOSED) {
              writeWaiting();
            }
          } finally {
            lock.unlock();
          }
          readiness.changed();
        });
  }

  // Under the lock.
  private void closeDescriptor() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      poller.forget(fd);
      fd.close();
      drained.complete(null);
    }
  }

  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      requireOpen();
    } finally {
      lock.unlock();
    }
  }

  private boolean isReady() {
    lock.lock();
    try {
      return waiting.isEmpty() || state != State.OPEN;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Pollable readiness() {
    return readiness;
  }

  /// Takes no more, writes what waits, then closes the descriptor.
  @Override
  public void close() {
    lock.lock();
    try {
      if (state == State.OPEN) {
        state = State.ENDING;
      }
      if (waiting.isEmpty()) {
        closeDescriptor();
      }
    } finally {
      lock.unlock();
    }
    readiness.changed();
  }

  /// Closes the descriptor now; what waits is lost.
  public void closeNow() {
    lock.lock();
    try {
      waiting.clear();
      closeDescriptor();
    } finally {
      lock.unlock();
    }
    readiness.changed();
  }
}
