package dev.jawa.wasi.ctx;

/// Why a file operation failed. The names are those of POSIX without their `E`; every version of
/// WASI has its own numbers for them.
public enum FileError {
  ACCES("permission denied"),
  AGAIN("nothing there now"),
  ALREADY("already in progress"),
  BADF("not opened for this"),
  BUSY("busy"),
  DEADLK("would deadlock"),
  DQUOT("quota exceeded"),
  EXIST("exists already"),
  FBIG("file too large"),
  ILSEQ("not a valid text"),
  INPROGRESS("in progress"),
  INTR("interrupted"),
  INVAL("invalid argument"),
  IO("input/output error"),
  ISDIR("is a directory"),
  LOOP("too many symbolic links"),
  MLINK("too many links"),
  MSGSIZE("message too long"),
  NAMETOOLONG("name too long"),
  NODEV("no such device"),
  NOENT("no such file or directory"),
  NOLCK("no locks available"),
  NOMEM("not enough memory"),
  NOSPC("no space left"),
  NOTDIR("not a directory"),
  NOTEMPTY("directory not empty"),
  NOTRECOVERABLE("state not recoverable"),
  NOTSUP("not supported"),
  NOTTY("not a terminal"),
  NXIO("no such device or address"),
  OVERFLOW("value too large"),
  PERM("operation not permitted"),
  PIPE("broken pipe"),
  ROFS("read-only"),
  SPIPE("cannot seek"),
  TXTBSY("text file busy"),
  XDEV("crosses file systems"),
  /// Too many open files, of this process or of the machine.
  MFILE("too many open files");

  private final String message;

  FileError(String message) {
    this.message = message;
  }

  /// In words, for logs.
  public String message() {
    return message;
  }
}
