package dev.jawa.wasi.p2.filesystem;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.Pollable;
import java.nio.ByteBuffer;

/// What `write-via-stream` and `append-via-stream` write to: a file from some position on, or its
/// end.
///
/// A FIFO may have room for a part only, or for nothing any more when somebody else wrote to it a
/// moment before. What it does not take waits here, and is gone if the stream is closed before it
/// is flushed.
final class FileSink implements ByteSink {

  private static final int LARGEST_WRITE = 64 * 1024;

  private static final long AT_END = -1;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final OpenFile file;
  private long position;
  private boolean closed;

  /// What the file has not taken yet.
  private ByteBuffer rest = NOTHING;

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
    push();
    return !rest.hasRemaining() && file.writeReadiness().isReady() ? LARGEST_WRITE : 0;
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
    rest = bytes;
    push();
    if (rest.hasRemaining()) {
      rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }
  }

  /// Gives the file as much as it takes.
  private void push() throws FileException {
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
    push();
  }

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
