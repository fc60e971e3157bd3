package dev.jawa.app.sys;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.nio.file.Path;

/// A lock on a file by `flock(2)`, the kind that flock(1) in a script takes too (Java's own locks
/// are of another).
public final class FileLock implements AutoCloseable {

  private static final int EXCLUSIVE = 2;

  private final Fd fd;

  private FileLock(Fd fd) {
    this.fd = fd;
  }

  /// Waits until the lock is free, and takes it. The file is made if there is none.
  public static FileLock acquire(Path file) throws IOException {
    Fd fd = Fd.open(file, Fd.Mode.APPEND);
    try {
      Kernel.call("lock " + file, Syscall.FLOCK, fd.number(), EXCLUSIVE);
      return new FileLock(fd);
    } catch (IOException e) {
      fd.close();
      throw e;
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
