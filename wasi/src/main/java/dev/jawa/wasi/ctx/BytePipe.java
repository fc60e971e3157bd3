package dev.jawa.wasi.ctx;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A bounded pipe in memory between one writer and one reader. The chunks that go in come out
/// unchanged, the same arrays where the reader takes them whole. The writer is held back when the
/// reader does not keep up: from when the pipe is full until half of it is free, so that it is not
/// woken for every chunk that is taken.
public final class BytePipe {

  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private final Sink sink = new Sink();
  private final Source source = new Source();
  private final Readiness readable = new Readiness(this::isReadable);
  private final Readiness writable = new Readiness(this::isWritable);

  private int taken; // of the first chunk
  private int buffered;
  private boolean full;
  private boolean writerClosed;
  private boolean readerClosed;
  private @Nullable IOException failure;

  /// @param capacity how many bytes may wait in the pipe, at least 1
  public BytePipe(int capacity) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("A pipe needs room for at least 1 byte, not " + capacity);
    }
    this.capacity = capacity;
  }

  /// The writer's end. Closing it lets the reader come to the end; a flush asks for nothing, the
  /// bytes are on their way.
  public ByteSink sink() {
    return sink;
  }

  /// The reader's end. After it is closed writing fails with [ByteSink.ClosedSinkException].
  public ByteSource source() {
    return source;
  }

  /// Breaks the pipe off: the reader gets the failure after what was written before, and the writer
  /// finds the pipe closed. Without effect after the writer closed its end.
  public void abort(IOException cause) {
    update(() -> {
      if (!writerClosed && failure == null) {
        failure = cause;
      }
    });
  }

  private void update(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
    readable.changed();
    writable.changed();
  }

  private boolean isReadable() {
    lock.lock();
    try {
      return buffered > 0 || writerClosed || readerClosed || failure != null;
    } finally {
      lock.unlock();
    }
  }

  private boolean isWritable() {
    lock.lock();
    try {
      return room() > 0 || writerClosed || readerClosed || failure != null;
    } finally {
      lock.unlock();
    }
  }

  /// How much the writer may write now.
  private int room() {
    full = buffered >= capacity || (full && buffered > capacity / 2);
    return full ? 0 : capacity - buffered;
  }

  private void discard() {
    chunks.clear();
    taken = 0;
    buffered = 0;
  }

  private byte @Nullable [] take(int max) throws IOException {
    byte[] chunk = chunks.peek();
    if (chunk == null) {
      if (failure != null) {
        throw failure;
      }
      return writerClosed || readerClosed ? null : ByteSource.NOTHING;
    }
    int length = Math.min(max, chunk.length - taken);
    byte[] bytes =
        length == chunk.length ? chunk : Arrays.copyOfRange(chunk, taken, taken + length);
    taken += length;
    buffered -= length;
    if (taken == chunk.length) {
      chunks.remove();
      taken = 0;
    }
    return bytes;
  }

  private void requireOpen() throws ByteSink.ClosedSinkException {
    if (writerClosed || readerClosed || failure != null) {
      throw new ByteSink.ClosedSinkException();
    }
  }

  private final class Sink implements ByteSink {

    @Override
    public long checkWrite() throws IOException {
      lock.lock();
      try {
        requireOpen();
        return room();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      lock.lock();
      try {
        requireOpen();
        if (bytes.length > capacity - buffered) {
          throw new IllegalStateException("A writer went over what checkWrite allowed");
        }
        if (bytes.length > 0) {
          chunks.add(bytes);
          buffered += bytes.length;
        }
      } finally {
        lock.unlock();
      }
      readable.changed();
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

    @Override
    public Pollable readiness() {
      return writable;
    }

    @Override
    public void close() {
      update(() -> writerClosed = true);
    }
  }

  private final class Source implements ByteSource {

    @Override
    public byte @Nullable [] read(int max) throws IOException {
      byte[] bytes;
      boolean room;
      lock.lock();
      try {
        bytes = take(max);
        room = room() > 0;
      } finally {
        lock.unlock();
      }
      if (room) {
        writable.changed();
      }
      return bytes;
    }

    @Override
    public Pollable readiness() {
      return readable;
    }

    @Override
    public void close() {
      update(() -> {
        readerClosed = true;
        discard();
      });
    }
  }
}
