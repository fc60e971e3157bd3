package dev.jawa.wasi.p2.filesystem;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.Pollable;

/// What `write-via-stream` and `append-via-stream` write to: a file from some position on, or its
/// end.
final class FileSink implements ByteSink {

  private static final int LARGEST_WRITE = 64 * 1024;

  private static final long AT_END = -1;

  private final OpenFile file;
  private long position;
  private boolean closed;

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
  public long checkWrite() {
    return file.writeReadiness().isReady() ? LARGEST_WRITE : 0;
  }

  @Override
  public void write(byte[] bytes) throws FileException {
    int written = 0;
    while (written < bytes.length) {
      int left = bytes.length - written;
      if (position == AT_END) {
        written += file.append(bytes, written, left);
      } else {
        int count = file.write(bytes, written, left, position);
        written += count;
        position += count;
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public Pollable readiness() {
    return file.writeReadiness();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      file.close();
    }
  }
}
