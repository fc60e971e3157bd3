package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import org.jspecify.annotations.Nullable;

/// The directory above the last part of a path, opened inside the confinement, and that last part.
///
/// The calls it is for (`mkdirat`, `unlinkat`, `renameat2`, `linkat` from a name without slashes,
/// `symlinkat`) never follow the last part, and refuse `.` and `..` there, so it cannot lead out.
final class Parent implements AutoCloseable {

  private final @Nullable Temporary opened;
  private final int fd;
  private final String name;

  private Parent(@Nullable Temporary opened, int fd, String name) {
    this.opened = opened;
    this.fd = fd;
    this.name = name;
  }

  static Parent of(Scratch scratch, int fd, Confinement confinement, String path)
      throws FileException {
    if (path.startsWith("/")) {
      throw new FileException(FileError.PERM);
    }
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    int slash = path.lastIndexOf('/', end - 1);
    String name = path.substring(slash + 1);
    if (slash < 0) {
      return new Parent(null, fd, inside(name));
    }
    long bits = OpenBits.PATH | OpenBits.DIRECTORY | OpenBits.CLOSE_ON_EXEC;
    int parent = Place.open(scratch, fd, confinement, path.substring(0, slash), bits, 0);
    return new Parent(new Temporary(scratch, parent), parent, name);
  }

  /// `..` as the whole path is refused before the kernel sees it: some calls would tell what is
  /// there.
  private static String inside(String name) throws FileException {
    if (name.equals("..") || name.startsWith("../")) {
      throw new FileException(FileError.PERM);
    }
    return name;
  }

  int fd() {
    return fd;
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
