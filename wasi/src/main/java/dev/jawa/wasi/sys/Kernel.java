package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileException;

/// System calls that fail with a [FileException], through [NativeCall].
final class Kernel {

  /// The current directory, in place of a directory's descriptor.
  static final int AT_FDCWD = -100;

  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;

  private Kernel() {}

  static long call(Scratch scratch, Syscall syscall, long a) throws FileException {
    return call(scratch, syscall, a, 0, 0, 0, 0, 0);
  }

  static long call(Scratch scratch, Syscall syscall, long a, long b) throws FileException {
    return call(scratch, syscall, a, b, 0, 0, 0, 0);
  }

  static long call(Scratch scratch, Syscall syscall, long a, long b, long c) throws FileException {
    return call(scratch, syscall, a, b, c, 0, 0, 0);
  }

  static long call(Scratch scratch, Syscall syscall, long a, long b, long c, long d)
      throws FileException {
    return call(scratch, syscall, a, b, c, d, 0, 0);
  }

  static long call(Scratch scratch, Syscall syscall, long a, long b, long c, long d, long e)
      throws FileException {
    return call(scratch, syscall, a, b, c, d, e, 0);
  }

  /// Makes the call, again if a signal interrupted it.
  ///
  /// @return the result, never negative
  /// @throws FileException for errno
  static long call(Scratch scratch, Syscall syscall, long a, long b, long c, long d, long e, long f)
      throws FileException {
    long result = raw(scratch, syscall, a, b, c, d, e, f);
    while (result == -1 && scratch.errno() == ErrnoTable.EINTR) {
      result = raw(scratch, syscall, a, b, c, d, e, f);
    }
    if (result == -1) {
      throw new FileException(ErrnoTable.error(scratch.errno()));
    }
    return result;
  }

  /// Makes the call once; -1 leaves errno in the scratch.
  static long raw(
      Scratch scratch, Syscall syscall, long a, long b, long c, long d, long e, long f) {
    return NativeCall.call(scratch.errnoState(), syscall, a, b, c, d, e, f);
  }
}
