package dev.jawa.app.sys;

import java.io.IOException;

/// A system call failed. The message has what was done, the errno's name where it is a common one,
/// and its number.
public final class KernelException extends IOException {

  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EEXIST = 17;
  static final int EINVAL = 22;

  private final int errno;

  KernelException(String action, int errno) {
    super(action + ": " + describe(errno));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }

  private static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted";
      case ENOENT -> "no such file or directory";
      case ESRCH -> "no such process";
      case 6 -> "no such device or address";
      case 12 -> "out of memory";
      case 13 -> "permission denied";
      case 16 -> "device or resource busy";
      case 19 -> "no such device";
      case 20 -> "not a directory";
      case 21 -> "is a directory";
      case EINVAL -> "invalid argument";
      case 24 -> "too many open files";
      case 28 -> "no space left on device";
      case 30 -> "read-only file system";
      case 32 -> "broken pipe";
      default -> "errno " + errno;
    };
  }
}
