package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.SetTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/// `path_*`: what is below a directory.
final class Path {

  private static final int SYMLINK_FOLLOW = 1;

  private static final int CREAT = 1;
  private static final int DIRECTORY = 2;
  private static final int EXCL = 4;
  private static final int TRUNC = 8;
  private static final int OFLAGS = 15;

  private Path() {}

  static void bind(Functions functions) {
    functions
        .add("path_create_directory", "iii", Path::createDirectory)
        .add("path_filestat_get", "iiiii", Path::filestatGet)
        .add("path_filestat_set_times", "iiiilli", Path::filestatSetTimes)
        .add("path_link", "iiiiiii", Path::link)
        .add("path_open", "iiiiillii", Path::open)
        .add("path_readlink", "iiiiii", Path::readlink)
        .add("path_remove_directory", "iii", Path::removeDirectory)
        .add("path_rename", "iiiiii", Path::rename)
        .add("path_symlink", "iiiii", Path::symlink)
        .add("path_unlink_file", "iii", Path::unlinkFile);
  }

  private static void createDirectory(Call call) throws IOException {
    directory(call, 0, Rights.PATH_CREATE_DIRECTORY).createDirectory(call.text(1));
  }

  private static Directory directory(Call call, int index, long rights) throws ErrnoException {
    return call.descriptors().directory(call.i32(index), rights);
  }

  private static Follow follow(Call call, int index) throws ErrnoException {
    int flags = call.flags(index, SYMLINK_FOLLOW);
    return flags == SYMLINK_FOLLOW ? Follow.FOLLOW : Follow.NO_FOLLOW;
  }

  private static void filestatGet(Call call) throws IOException {
    filestatGet(call, FileStats.Layout.SNAPSHOT);
  }

  static void filestatGet(Call call, FileStats.Layout layout) throws IOException {
    Directory directory = directory(call, 0, Rights.PATH_FILESTAT_GET);
    layout.put(call.memory(), call.u32(4), directory.stat(call.text(2), follow(call, 1)));
  }

  private static void filestatSetTimes(Call call) throws IOException {
    int flags = call.flags(6, SetTimes.ALL);
    SetTime accessed = SetTimes.accessed(flags, call.u64(4));
    SetTime modified = SetTimes.modified(flags, call.u64(5));
    directory(call, 0, Rights.PATH_FILESTAT_SET_TIMES)
        .setTimes(call.text(2), follow(call, 1), accessed, modified);
  }

  private static void link(Call call) throws IOException {
    Directory from = directory(call, 0, Rights.PATH_LINK_SOURCE);
    Directory to = directory(call, 4, Rights.PATH_LINK_TARGET);
    String source = call.text(2);
    String target = call.text(5);
    if (follow(call, 1) == Follow.FOLLOW) {
      throw new ErrnoException(Errno.INVAL);
    }
    from.link(source, to, target);
  }

  private static void open(Call call) throws IOException {
    int oflags = call.flags(4, OFLAGS);
    int fdflags = call.flags(7, FdFlags.ALL);
    if ((fdflags & (FdFlags.DSYNC | FdFlags.RSYNC | FdFlags.SYNC)) != 0) {
      // As wasmtime has it: programs that need it call fd_sync.
      throw new ErrnoException(Errno.NOTSUP);
    }
    String path = call.text(2);
    Entry parent = call.descriptors().get(call.i32(0));
    if (parent.target() instanceof Target.File) {
      throw new ErrnoException(Errno.NOTDIR);
    }
    Directory directory = directory(call, 0, rightsToOpen(oflags));
    if ((oflags & DIRECTORY) != 0 && oflags != DIRECTORY) {
      throw new ErrnoException(Errno.INVAL);
    }
    long asked = asked(oflags, call.u64(5));
    long rights = parent.inheriting() & (asked | ~Rights.ASKED);
    FileHandle opened = directory.open(path, follow(call, 1), openFlags(oflags, rights));
    int kept = opened instanceof Directory ? 0 : fdflags;
    Entry entry = new Entry(target(opened), rights, parent.inheriting(), kept);
    // A program that keeps rights compares those it is told with those it asked for.
    entry.keepingQuietAbout(Rights.ASKED & ~call.u64(5));
    call.memory().putU32(call.u32(8), call.descriptors().add(entry));
  }

  /// As under wasmtime, what creates or empties a file may write to it, and what is not opened for
  /// writing may read.
  private static long asked(int oflags, long rights) {
    long asked = rights & Rights.ASKED;
    if ((asked & Rights.FD_WRITE) == 0) {
      asked |= Rights.FD_READ;
    }
    return (oflags & (CREAT | TRUNC)) == 0 ? asked : asked | Rights.FD_WRITE;
  }

  private static long rightsToOpen(int oflags) {
    long rights = Rights.PATH_OPEN;
    if ((oflags & CREAT) != 0) {
      rights |= Rights.PATH_CREATE_FILE;
    }
    if ((oflags & TRUNC) != 0) {
      rights |= Rights.PATH_FILESTAT_SET_SIZE;
    }
    return rights;
  }

  private static Set<OpenFlag> openFlags(int oflags, long rights) {
    Set<OpenFlag> flags = EnumSet.noneOf(OpenFlag.class);
    addIf(flags, OpenFlag.READ, (rights & Rights.FD_READ) != 0);
    addIf(flags, OpenFlag.WRITE, (rights & Rights.FD_WRITE) != 0);
    addIf(flags, OpenFlag.CREATE, (oflags & CREAT) != 0);
    addIf(flags, OpenFlag.DIRECTORY, (oflags & DIRECTORY) != 0);
    addIf(flags, OpenFlag.EXCLUSIVE, (oflags & EXCL) != 0);
    addIf(flags, OpenFlag.TRUNCATE, (oflags & TRUNC) != 0);
    return flags;
  }

  private static void addIf(Set<OpenFlag> flags, OpenFlag flag, boolean condition) {
    if (condition) {
      flags.add(flag);
    }
  }

  private static Target target(FileHandle handle) {
    return switch (handle) {
      case Directory directory -> new Target.Dir(directory, null);
      case OpenFile file -> new Target.File(file);
      default -> throw new IllegalStateException("neither file nor directory: " + handle);
    };
  }

  private static void readlink(Call call) throws IOException {
    Directory directory = directory(call, 0, Rights.PATH_READLINK);
    byte[] target = directory.readLink(call.text(1)).getBytes(StandardCharsets.UTF_8);
    int length = (int) Math.min(target.length, call.u32(4));
    call.memory().put(call.u32(3), target, 0, length);
    call.memory().putU32(call.u32(5), length);
  }

  private static void removeDirectory(Call call) throws IOException {
    directory(call, 0, Rights.PATH_REMOVE_DIRECTORY).removeDirectory(call.text(1));
  }

  private static void rename(Call call) throws IOException {
    Directory from = directory(call, 0, Rights.PATH_RENAME_SOURCE);
    Directory to = directory(call, 3, Rights.PATH_RENAME_TARGET);
    from.rename(call.text(1), to, call.text(4));
  }

  private static void symlink(Call call) throws IOException {
    Directory directory = directory(call, 2, Rights.PATH_SYMLINK);
    directory.symlink(call.text(0), call.text(3));
  }

  private static void unlinkFile(Call call) throws IOException {
    directory(call, 0, Rights.PATH_UNLINK_FILE).unlinkFile(call.text(1));
  }
}
