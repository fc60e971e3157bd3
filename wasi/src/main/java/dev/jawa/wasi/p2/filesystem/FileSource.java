package dev.jawa.wasi.p2.filesystem;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.Pollable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What `read-via-stream` reads: a file from some position on.
final class FileSource implements ByteSource {

  private static final int LARGEST_READ = 64 * 1024;

  private final OpenFile file;
  private long position;
  private boolean closed;

  FileSource(OpenFile file, long position) {
    this.file = file;
    this.position = position;
  }

  @Override
  public byte @Nullable [] read(int max) throws FileException {
    byte[] buffer = new byte[Math.min(max, LARGEST_READ)];
    try {
      int count = file.read(buffer, 0, buffer.length, position);
      position += count;
      if (count == 0) {
        return null;
      }
      return count == buffer.length ? buffer : Arrays.copyOf(buffer, count);
    } catch (FileException e) {
      if (e.error() == FileError.AGAIN) {
        return NOTHING;
      }
      throw e;
    }
  }

  @Override
  public Pollable readiness() {
    return file.readReadiness();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      file.close();
    }
  }
}
