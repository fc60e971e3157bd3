package dev.jawa.wasi.p2.filesystem;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.Pollable;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What `write-via-stream` and `append-via-stream` write to: a file from some position on, or its
/// end.
///
/// A FIFO may have room for a part only, or for nothing any more when somebody else wrote to it a
/// moment before. What it does not take waits here and goes out when there is room, also when the
/// guest asks no more: it may wait for the answer. It is gone if the stream is closed before it is
/// flushed.
final class FileSink implements ByteSink {

  private static final int LARGEST_WRITE = 64 * 1024;

  private static final long AT_END = -1;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private static final Runnable NO_WAIT = () -> {};

  private final OpenFile file;
  private final ReentrantLock lock = new ReentrantLock();
  private long position;
  private boolean closed;

  /// What the file has not taken yet.
  private ByteBuffer rest = NOTHING;

  /// What became of it, for the next call.
  private @Nullable FileException failure;

  /// Ends the wait for room.
  private Runnable wait = NO_WAIT;

  private boolean cameAtOnce;

  private FileSink(OpenFile file, long position) {
    this.file = file;
    this.position = position;
  }

  static FileSink at(OpenFile file, long position) {
    return new FileSink(file, position);
  }

  static FileSink atEnd(OpenFile file) {
    return new FileSink(file, AT_END);
  }

  @Override
  public long checkWrite() throws FileException {
    lock.lock();
    try {
      push();
      return !rest.hasRemaining() && file.writeReadiness().isReady() ? LARGEST_WRITE : 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(byte[] bytes) throws FileException {
    write(ByteBuffer.wrap(bytes));
  }

  @Override
  public void write(ByteBuffer bytes) throws FileException {
    if (!file.writable()) {
      // Also where there is nothing to write.
      throw new FileException(FileError.BADF);
    }
    lock.lock();
    try {
      rest = bytes;
      push();
      if (rest.hasRemaining()) {
        rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        awaitRoom();
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom() throws FileException {
    while (rest.hasRemaining()) {
      cameAtOnce = false;
      wait = file.writeReadiness().onReady(this::roomCame);
      if (!cameAtOnce) {
        return;
      }
      push();
    }
  }

  /// On the thread that watches the file, or within [#awaitRoom].
  private void roomCame() {
    lock.lock();
    try {
      if (lock.getHoldCount() > 1) {
        cameAtOnce = true;
      } else if (!closed) {
        wait = NO_WAIT;
        push();
        awaitRoom();
      }
    } catch (FileException e) {
      failure = e;
    } finally {
      lock.unlock();
    }
  }

  /// Gives the file as much as it takes.
  private void push() throws FileException {
    FileException before = failure;
    if (before != null) {
      throw before;
    }
    try {
      while (rest.hasRemaining()) {
        rest.position(rest.position() + writeSome());
      }
      rest = NOTHING;
    } catch (FileException e) {
      if (e.error() != FileError.AGAIN) {
        rest = NOTHING;
        throw e;
      }
    }
  }

  private int writeSome() throws FileException {
    int from = rest.arrayOffset() + rest.position();
    if (position == AT_END) {
      return file.append(rest.array(), from, rest.remaining());
    }
    int count = file.write(rest.array(), from, rest.remaining(), position);
    position += count;
    return count;
  }

  @Override
  public void flush() throws FileException {
    lock.lock();
    try {
      push();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Pollable readiness() {
    return file.writeReadiness();
  }

  @Override
  public void close() {
    Runnable ended;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      ended = wait;
      wait = NO_WAIT;
    } finally {
      lock.unlock();
    }
    ended.run();
    file.close();
  }
}
