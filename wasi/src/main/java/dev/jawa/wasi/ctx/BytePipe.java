package dev.jawa.wasi.ctx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A bounded pipe in memory between one writer and one reader. The chunks that go in come out
/// unchanged, the same arrays where the reader takes them whole. Long ones that are lent are handed
/// on to a reader that borrows them, which has to close its end. The writer is held back when the
/// reader does not keep up: from when the pipe is full until half of it is free, so that it is not
/// woken for every chunk that is taken.
public final class BytePipe {

  /// Shorter lent chunks are copied: they may keep far more memory from being used again.
  private static final int WORTH_LENDING = 16 << 10;

  private final int capacity;
  private final @Nullable SocketBuffers buffers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<LentBuffer> chunks = new ArrayDeque<>();
  private final Sink sink = new Sink();
  private final Source source = new Source();
  private final Readiness readable = new Readiness(this::isReadable);
  private final Readiness writable = new Readiness(this::isWritable);

  /// What is left of a chunk of which the reader did not want all.
  private @Nullable SharedLoan rest;

  /// Whether the reader borrows, so that every chunk is given back.
  private volatile boolean borrows;

  private int buffered;
  private boolean full;
  private boolean writerClosed;
  private boolean readerClosed;
  private @Nullable IOException failure;

  /// @param capacity how many bytes may wait in the pipe, at least 1
  public BytePipe(int capacity) {
    this(capacity, null);
  }

  /// A pipe whose reader may write to a socket.
  ///
  /// @param buffers where long chunks that stay the writer's are copied to for a reader that
  ///   borrows
  public BytePipe(int capacity, @Nullable SocketBuffers buffers) {
    if (capacity <= 0) {
      throw new IllegalArgumentException("A pipe needs room for at least 1 byte, not " + capacity);
    }
    this.capacity = capacity;
    this.buffers = buffers;
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
    chunks.forEach(chunk -> chunk.giveBack().run());
    chunks.clear();
    if (rest != null) {
      rest.close();
      rest = null;
    }
    buffered = 0;
  }

  private @Nullable LentBuffer take(int max) throws IOException {
    if (rest == null) {
      LentBuffer chunk = chunks.poll();
      if (chunk == null) {
        return atEnd() ? null : LentBuffer.NOTHING;
      }
      if (chunk.length() <= max) {
        buffered -= chunk.length();
        return chunk;
      }
      rest = new SharedLoan(chunk);
    }
    return takePart(rest, max);
  }

  private LentBuffer takePart(SharedLoan chunk, int max) {
    int length = Math.min(max, chunk.remaining());
    LentBuffer part = chunk.next(length);
    buffered -= length;
    if (chunk.remaining() == 0) {
      chunk.close();
      rest = null;
    }
    return part;
  }

  private boolean atEnd() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return writerClosed || readerClosed;
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
      add(LentBuffer.own(bytes));
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      if (buffers == null || !borrows || bytes.remaining() < WORTH_LENDING) {
        ByteSink.super.write(bytes);
        return;
      }
      for (int left = bytes.remaining(); left > 0; left = bytes.remaining()) {
        ByteBuffer copy = buffers.take(left);
        int length = copy.remaining();
        copy.put(bytes.slice(bytes.position(), length)).flip();
        bytes.position(bytes.position() + length);
        add(new LentBuffer(copy, () -> buffers.giveBack(copy)));
      }
    }

    @Override
    public void write(LentBuffer lent) throws IOException {
      add(isWorthKeeping(lent) ? lent : LentBuffer.own(lent.toArray()));
    }

    private boolean isWorthKeeping(LentBuffer lent) {
      return borrows && lent.length() >= WORTH_LENDING;
    }

    private void add(LentBuffer chunk) throws IOException {
      boolean kept = false;
      lock.lock();
      try {
        requireOpen();
        int length = chunk.length();
        if (length > capacity - buffered) {
          throw new IllegalStateException("A writer went over what checkWrite allowed");
        }
        if (length > 0) {
          chunks.add(chunk);
          buffered += length;
          kept = true;
        }
      } finally {
        lock.unlock();
        if (!kept) {
          chunk.giveBack().run();
        }
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

  private final class Source implements LendingSource {

    @Override
    public byte @Nullable [] read(int max) throws IOException {
      LentBuffer taken = taken(max);
      return taken == null ? null : taken.toArray();
    }

    @Override
    public @Nullable LentBuffer lend(int max) throws IOException {
      borrows = true;
      return taken(max);
    }

    private @Nullable LentBuffer taken(int max) throws IOException {
      LentBuffer bytes;
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
