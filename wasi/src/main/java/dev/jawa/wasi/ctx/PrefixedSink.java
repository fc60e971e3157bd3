package dev.jawa.wasi.ctx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/// Puts a prefix before each line, as `serve` does for many guests that share one stream. A line
/// reaches the shared stream whole, in one write, so that the lines of guests do not mix.
public final class PrefixedSink implements ByteSink {

  /// A line without an end is cut after so many bytes.
  private static final int LONGEST_LINE = 16 << 10;

  private final OutputStream shared;
  private final byte[] prefix;
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /// @param shared takes whole lines, from many threads; it is not closed here
  /// @param prefix as in `stdout [0] :: `
  public PrefixedSink(OutputStream shared, String prefix) {
    this.shared = shared;
    this.prefix = prefix.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public long checkWrite() {
    return LONGEST_LINE;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    int start = bytes.arrayOffset() + bytes.position();
    write(bytes.array(), start, start + bytes.remaining());
  }

  private void write(byte[] bytes, int from, int to) throws IOException {
    lock.lock();
    try {
      int start = from;
      for (int i = from; i < to; i++) {
        if (bytes[i] == '\n') {
          append(bytes, start, i);
          endLine();
          start = i + 1;
        }
      }
      append(bytes, start, to);
    } finally {
      lock.unlock();
    }
  }

  /// Leaves the beginning of a line where it is: it goes out with its end, or when the sink is
  /// closed.
  @Override
  public void flush() throws IOException {
    shared.flush();
  }

  @Override
  public Pollable readiness() {
    return Pollable.READY;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (line.size() > 0) {
        endLine();
      }
      shared.flush();
    } catch (IOException e) {
      // The shared stream broke; a guest that has ended cannot be told.
    } finally {
      lock.unlock();
    }
  }

  private void append(byte[] bytes, int start, int end) throws IOException {
    for (int at = start; at < end; ) {
      if (line.size() == 0) {
        line.write(prefix, 0, prefix.length);
      }
      int length = Math.min(end - at, prefix.length + LONGEST_LINE - line.size());
      line.write(bytes, at, length);
      at += length;
      if (line.size() == prefix.length + LONGEST_LINE && at < end) {
        endLine();
      }
    }
  }

  private void endLine() throws IOException {
    if (line.size() == 0) {
      line.write(prefix, 0, prefix.length);
    }
    line.write('\n');
    line.writeTo(shared);
    line.reset();
  }
}
