package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;
import java.lang.foreign.MemorySegment;
import java.time.Instant;

/// `statx(2)` on a descriptor.
final class Stat {

  private static final int BASIC_STATS = 0x7ff;

  private Stat() {}

  static FileStat of(Scratch scratch, int fd) throws FileException {
    Kernel.call(
        scratch,
        Syscall.STATX,
        fd,
        scratch.path(""),
        Kernel.AT_EMPTY_PATH,
        BASIC_STATS,
        scratch.structAddress());
    MemorySegment statx = scratch.struct();
    long device = Integer.toUnsignedLong(statx.get(JAVA_INT, 136)) << 32;
    return new FileStat(
        device | Integer.toUnsignedLong(statx.get(JAVA_INT, 140)),
        statx.get(JAVA_LONG, 32),
        typeOfMode(statx.get(JAVA_SHORT, 28)),
        Integer.toUnsignedLong(statx.get(JAVA_INT, 16)),
        statx.get(JAVA_LONG, 40),
        time(statx, 64),
        time(statx, 112),
        time(statx, 96));
  }

  private static Instant time(MemorySegment statx, long at) {
    return Instant.ofEpochSecond(statx.get(JAVA_LONG, at), statx.get(JAVA_INT, at + 8));
  }

  private static FileType typeOfMode(short mode) {
    return typeOfEntry((mode & 0xF000) >> 12);
  }

  /// The type numbers of directory entries are those of `st_mode` without the permission bits.
  static FileType typeOfEntry(int type) {
    return switch (type) {
      case 1 -> FileType.FIFO;
      case 2 -> FileType.CHARACTER_DEVICE;
      case 4 -> FileType.DIRECTORY;
      case 6 -> FileType.BLOCK_DEVICE;
      case 8 -> FileType.REGULAR_FILE;
      case 10 -> FileType.SYMBOLIC_LINK;
      case 12 -> FileType.SOCKET;
      default -> FileType.UNKNOWN;
    };
  }
}
