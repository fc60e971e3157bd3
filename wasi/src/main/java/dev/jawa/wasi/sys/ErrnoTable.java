package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;

/// The error numbers of Linux, `asm-generic/errno.h`.
final class ErrnoTable {

  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EXDEV = 18;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;

  private ErrnoTable() {}

  static FileError error(int errno) {
    return switch (errno) {
      case 1 -> FileError.PERM;
      case ENOENT -> FileError.NOENT;
      case EINTR -> FileError.INTR;
      case 6 -> FileError.NXIO;
      case 9 -> FileError.BADF;
      case EAGAIN -> FileError.AGAIN;
      case 12 -> FileError.NOMEM;
      case 13 -> FileError.ACCES;
      case 16 -> FileError.BUSY;
      case 17 -> FileError.EXIST;
      case EXDEV -> FileError.XDEV;
      case 19 -> FileError.NODEV;
      case 20 -> FileError.NOTDIR;
      case 21 -> FileError.ISDIR;
      case EINVAL -> FileError.INVAL;
      case 23, 24 -> FileError.MFILE;
      case 25 -> FileError.NOTTY;
      case 26 -> FileError.TXTBSY;
      case 27 -> FileError.FBIG;
      case 28 -> FileError.NOSPC;
      case 29 -> FileError.SPIPE;
      case 30 -> FileError.ROFS;
      case 31 -> FileError.MLINK;
      case 32 -> FileError.PIPE;
      case 35 -> FileError.DEADLK;
      case 36 -> FileError.NAMETOOLONG;
      case 37 -> FileError.NOLCK;
      case ENOSYS, 95 -> FileError.NOTSUP;
      case 39 -> FileError.NOTEMPTY;
      case 40 -> FileError.LOOP;
      case 75 -> FileError.OVERFLOW;
      case 84 -> FileError.ILSEQ;
      case 90 -> FileError.MSGSIZE;
      case 114 -> FileError.ALREADY;
      case 115 -> FileError.INPROGRESS;
      case 122 -> FileError.DQUOT;
      case 131 -> FileError.NOTRECOVERABLE;
      default -> FileError.IO;
    };
  }
}
