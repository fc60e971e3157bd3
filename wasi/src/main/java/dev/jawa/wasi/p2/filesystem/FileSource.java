package dev.jawa.wasi.p2.filesystem;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.LendingSource;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.Pollable;
import org.jspecify.annotations.Nullable;

/// What `read-via-stream` reads: a file from some position on.
final class FileSource implements LendingSource {

  private static final int LARGEST_READ = 64 * 1024;

  private final OpenFile file;
  private long position;
  private boolean closed;

  FileSource(OpenFile file, long position) {
    this.file = file;
    this.position = position;
  }

  @Override
  public @Nullable LentBuffer lend(int max) throws FileException {
    try {
      LentBuffer lent = file.lend(Math.min(max, LARGEST_READ), position);
      int count = lent.length();
      position += count;
      if (count == 0) {
        lent.giveBack().run();
        return null;
      }
      return lent;
    } catch (FileException e) {
      if (e.error() == FileError.AGAIN) {
        return LentBuffer.NOTHING;
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
