package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFlag;
import java.util.Set;

/// The flags of `open(2)`.
final class OpenBits {

  static final long READ_ONLY = 0;
  static final long WRITE_ONLY = 1;
  static final long READ_WRITE = 2;
  static final long CREATE = 0x40;
  static final long EXCLUSIVE = 0x80;
  static final long NO_TTY = 0x100;
  static final long TRUNCATE = 0x200;
  static final long NON_BLOCK = 0x800;
  static final long CLOSE_ON_EXEC = 0x80000;
  static final long PATH = 0x200000;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  static final long DIRECTORY = ARM ? 0x4000 : 0x10000;
  static final long NO_FOLLOW = ARM ? 0x8000 : 0x20000;

  private OpenBits() {}

  static long of(Follow follow) {
    return switch (follow) {
      case FOLLOW -> 0;
      case NO_FOLLOW -> NO_FOLLOW;
    };
  }

  /// Never waits for the other end of a FIFO, never takes a terminal.
  static long of(Follow follow, Set<OpenFlag> flags) {
    long bits = of(follow) | access(flags) | CLOSE_ON_EXEC | NON_BLOCK | NO_TTY;
    for (OpenFlag flag : flags) {
      bits |= bit(flag);
    }
    return bits;
  }

  private static long access(Set<OpenFlag> flags) {
    if (!flags.contains(OpenFlag.WRITE)) {
      return READ_ONLY;
    }
    return flags.contains(OpenFlag.READ) ? READ_WRITE : WRITE_ONLY;
  }

  private static long bit(OpenFlag flag) {
    return switch (flag) {
      case READ, WRITE, READ_ONLY_DIRECTORY -> 0;
      case CREATE -> CREATE;
      case DIRECTORY -> DIRECTORY;
      case EXCLUSIVE -> EXCLUSIVE;
      case TRUNCATE -> TRUNCATE;
    };
  }
}
