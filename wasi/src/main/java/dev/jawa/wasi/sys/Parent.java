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
    if (path.isEmpty()) {
      throw new FileException(FileError.NOENT);
    }
    long bits = OpenBits.PATH | OpenBits.DIRECTORY | OpenBits.CLOSE_ON_EXEC;
    if (path.substring(slash + 1, end).equals("..")) {
      requireInside(scratch, fd, confinement, path, bits);
    }
    if (slash < 0) {
      return new Parent(null, fd, name);
    }
    int parent = Place.open(scratch, fd, confinement, path.substring(0, slash), bits, 0);
    return new Parent(new Temporary(scratch, parent), parent, name);
  }

  /// A path that ends above the confinement is refused before the call sees its `..`: some calls
  /// would tell what is there.
  private static void requireInside(
      Scratch scratch, int fd, Confinement confinement, String path, long bits)
      throws FileException {
    new Temporary(scratch, Place.open(scratch, fd, confinement, path, bits, 0)).close();
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
