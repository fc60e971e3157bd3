package dev.jawa.wasi.preview1;

/// What may be done with a descriptor: sets of bits in the order of the specification (`rights`).
///
/// Programs open files and directories without asking for rights, and use them all the same: no
/// other runtime keeps rights any more. So a descriptor has all that its kind can have, but for
/// reading and writing, until the guest itself gives some up by `fd_fdstat_set_rights`.
final class Rights {

  static final long FD_DATASYNC = 1L << 0;
  static final long FD_READ = 1L << 1;
  static final long FD_SEEK = 1L << 2;
  static final long FD_FDSTAT_SET_FLAGS = 1L << 3;
  static final long FD_SYNC = 1L << 4;
  static final long FD_TELL = 1L << 5;
  static final long FD_WRITE = 1L << 6;
  static final long FD_ADVISE = 1L << 7;
  static final long FD_ALLOCATE = 1L << 8;
  static final long PATH_CREATE_DIRECTORY = 1L << 9;
  static final long PATH_CREATE_FILE = 1L << 10;
  static final long PATH_LINK_SOURCE = 1L << 11;
  static final long PATH_LINK_TARGET = 1L << 12;
  static final long PATH_OPEN = 1L << 13;
  static final long FD_READDIR = 1L << 14;
  static final long PATH_READLINK = 1L << 15;
  static final long PATH_RENAME_SOURCE = 1L << 16;
  static final long PATH_RENAME_TARGET = 1L << 17;
  static final long PATH_FILESTAT_GET = 1L << 18;
  static final long PATH_FILESTAT_SET_SIZE = 1L << 19;
  static final long PATH_FILESTAT_SET_TIMES = 1L << 20;
  static final long FD_FILESTAT_GET = 1L << 21;
  static final long FD_FILESTAT_SET_SIZE = 1L << 22;
  static final long FD_FILESTAT_SET_TIMES = 1L << 23;
  static final long PATH_SYMLINK = 1L << 24;
  static final long PATH_REMOVE_DIRECTORY = 1L << 25;
  static final long PATH_UNLINK_FILE = 1L << 26;
  static final long POLL_FD_READWRITE = 1L << 27;
  static final long SOCK_SHUTDOWN = 1L << 28;
  static final long SOCK_ACCEPT = 1L << 29;

  /// What a directory can have.
  static final long OF_DIRECTORY =
      FD_FDSTAT_SET_FLAGS
          | FD_SYNC
          | FD_DATASYNC
          | FD_ADVISE
          | FD_READDIR
          | FD_FILESTAT_GET
          | FD_FILESTAT_SET_TIMES
          | PATH_CREATE_DIRECTORY
          | PATH_CREATE_FILE
          | PATH_LINK_SOURCE
          | PATH_LINK_TARGET
          | PATH_OPEN
          | PATH_READLINK
          | PATH_RENAME_SOURCE
          | PATH_RENAME_TARGET
          | PATH_FILESTAT_GET
          | PATH_FILESTAT_SET_SIZE
          | PATH_FILESTAT_SET_TIMES
          | PATH_SYMLINK
          | PATH_REMOVE_DIRECTORY
          | PATH_UNLINK_FILE
          | POLL_FD_READWRITE;

  /// What a FIFO, a terminal or another stream can have. That it cannot seek is how C libraries
  /// know a terminal.
  static final long OF_STREAM =
      FD_READ
          | FD_WRITE
          | FD_FDSTAT_SET_FLAGS
          | FD_DATASYNC
          | FD_SYNC
          | FD_ADVISE
          | FD_ALLOCATE
          | FD_FILESTAT_GET
          | FD_FILESTAT_SET_SIZE
          | FD_FILESTAT_SET_TIMES
          | POLL_FD_READWRITE;

  /// What a regular file can have.
  static final long OF_FILE = OF_STREAM | FD_SEEK | FD_TELL;

  static final long ALL = OF_DIRECTORY | OF_FILE;

  /// Those that `path_open` has to be asked for: what a file is opened for.
  static final long ASKED = FD_READ | FD_WRITE;

  /// Not told of a preopened directory, though it has them: C libraries compare what they are told
  /// with a fixed set.
  static final long UNTOLD_OF_PREOPEN =
      FD_FDSTAT_SET_FLAGS
          | FD_SYNC
          | FD_DATASYNC
          | FD_ADVISE
          | PATH_FILESTAT_SET_SIZE
          | POLL_FD_READWRITE;

  private Rights() {}
}
