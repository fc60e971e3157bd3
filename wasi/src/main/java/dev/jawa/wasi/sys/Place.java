package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// `openat2(2)`: the one door through which a guest's path becomes a descriptor.
final class Place {

  /// The kernel asks to try again when something was renamed while it looked at a `..`.
  private static final int ATTEMPTS = 64;

  private static final long OPEN_HOW_SIZE = 24;

  private Place() {}

  /// Opens a path without leaving `directory`.
  static int open(
      Scratch scratch, int directory, Confinement confinement, String path, long bits, long mode)
      throws FileException {
    if (path.isEmpty()) {
      throw new FileException(FileError.NOENT);
    }
    if (path.startsWith("/")) {
      throw new FileException(FileError.PERM);
    }
    long address = scratch.path(path);
    long result = -1;
    for (int i = 0; i < ATTEMPTS && result == -1; i++) {
      result = openat2(scratch, directory, address, bits, mode, confinement.resolve());
      if (result == -1 && !again(scratch.errno())) {
        break;
      }
    }
    return result == -1 ? fail(scratch.errno()) : (int) result;
  }

  /// Opens a path of the host itself.
  static int openHost(Scratch scratch, String path) throws FileException {
    long bits = OpenBits.DIRECTORY | OpenBits.CLOSE_ON_EXEC;
    long result = openat2(scratch, Kernel.AT_FDCWD, scratch.path(path), bits, 0, 0);
    if (result == -1) {
      throw new FileException(ErrnoTable.error(scratch.errno()));
    }
    return (int) result;
  }

  private static boolean again(int errno) {
    return errno == ErrnoTable.EAGAIN || errno == ErrnoTable.EINTR;
  }

  private static int fail(int errno) throws FileException {
    throw new FileException(errno == ErrnoTable.EXDEV ? FileError.PERM : ErrnoTable.error(errno));
  }

  private static long openat2(
      Scratch scratch, int directory, long path, long bits, long mode, long resolve) {
    MemorySegment how = scratch.struct();
    how.set(ValueLayout.JAVA_LONG, 0, bits);
    how.set(ValueLayout.JAVA_LONG, 8, mode);
    how.set(ValueLayout.JAVA_LONG, 16, resolve);
    return Kernel.raw(
        scratch, Syscall.OPENAT2, directory, path, scratch.structAddress(), OPEN_HOW_SIZE, 0, 0);
  }
}
