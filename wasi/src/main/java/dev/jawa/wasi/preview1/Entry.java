package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.DirectoryEntry;
import dev.jawa.wasi.ctx.FileType;
import java.util.List;

/// An open descriptor: what it leads to, and what the guest can change about it.
final class Entry implements AutoCloseable {

  private final Target target;
  private final long opened;
  private long rights;
  private long untold;
  private long inheriting;
  private int flags;
  private long position;
  private List<DirectoryEntry> listing = List.of();

  Entry(Target target, long rights, long inheriting, int flags) {
    this.target = target;
    this.rights = rights & possible(target.type());
    this.opened = this.rights;
    this.inheriting = inheriting;
    this.flags = flags;
  }

  private static long possible(FileType type) {
    return switch (type) {
      case DIRECTORY -> Rights.OF_DIRECTORY;
      case REGULAR_FILE, BLOCK_DEVICE -> Rights.OF_FILE;
      case UNKNOWN, CHARACTER_DEVICE, FIFO, SYMBOLIC_LINK, SOCKET -> Rights.OF_STREAM;
    };
  }

  Target target() {
    return target;
  }

  /// What `fd_fdstat_get` answers.
  long toldRights() {
    return rights & ~untold;
  }

  /// It has these rights, and does not tell.
  Entry keepingQuietAbout(long quiet) {
    untold = quiet;
    return this;
  }

  long inheriting() {
    return inheriting;
  }

  /// Fails unless it has all of these rights.
  Entry require(long wanted) throws ErrnoException {
    if ((rights & wanted) != wanted) {
      throw new ErrnoException(Errno.NOTCAPABLE);
    }
    return this;
  }

  /// Fails unless it was opened for this, and that was not given up.
  Entry requireOpenedFor(long right) throws ErrnoException {
    if ((opened & right) == 0) {
      throw new ErrnoException(Errno.BADF);
    }
    return require(right);
  }

  /// Rights can only be given up.
  void narrow(long newRights, long newInheriting) throws ErrnoException {
    if ((newRights & ~rights) != 0 || (newInheriting & ~inheriting) != 0) {
      throw new ErrnoException(Errno.NOTCAPABLE);
    }
    rights = newRights;
    inheriting = newInheriting;
  }

  int flags() {
    return flags;
  }

  void setFlags(int newFlags) {
    flags = newFlags;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /// Where the next read or write of a file begins.
  long position() {
    return position;
  }

  void setPosition(long newPosition) {
    position = newPosition;
  }

  /// The entries of a directory as they were when the guest began to read them: cookies count in
  /// it.
  List<DirectoryEntry> listing() {
    return listing;
  }

  void setListing(List<DirectoryEntry> entries) {
    listing = entries;
  }

  @Override
  public void close() {
    switch (target) {
      case Target.File(var file) -> file.close();
      case Target.Dir(var directory, var _) -> directory.close();
      case Target.Source _, Target.Sink _ -> {}
    }
  }
}
