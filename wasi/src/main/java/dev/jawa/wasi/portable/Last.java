package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.Follow;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// The last part of a path and the directory that the rest leads to: what the calls of a kernel
/// take that make, move or remove a name. They do not follow it, and each has its own error for `.`
/// and `..`.
///
/// @param slashBehind whether the path says that it is a directory
record Last(Path parent, String name, boolean slashBehind) {

  /// @throws FileException if the rest is no directory, or leads out of `base`
  static Last of(Path base, String path) throws FileException {
    Steps.requirePath(path);
    if (path.startsWith("/")) {
      throw new FileException(FileError.PERM);
    }
    int end = path.length();
    while (path.charAt(end - 1) == '/') {
      end--;
    }
    int slash = path.lastIndexOf('/', end - 1);
    String name = path.substring(slash + 1, end);
    if (name.equals("..")) {
      requireDirectory(Steps.resolve(base, path, Follow.FOLLOW));
    }
    Path parent = slash < 0 ? base : Steps.resolve(base, path.substring(0, slash), Follow.FOLLOW);
    requireDirectory(parent);
    return new Last(parent, name, end < path.length());
  }

  private static void requireDirectory(Path there) throws FileException {
    if (Attributes.stat(there).type() != FileType.DIRECTORY) {
      throw new FileException(FileError.NOTDIR);
    }
  }

  boolean isDots() {
    return name.equals(".") || name.equals("..");
  }

  /// @param error for a name that is `.` or `..`
  Last requireName(FileError error) throws FileException {
    if (isDots()) {
      throw new FileException(error);
    }
    return this;
  }

  /// For something that is no directory.
  void requireNoSlash() throws FileException {
    if (slashBehind) {
      throw new FileException(FileError.NOTDIR);
    }
  }

  Path path() throws FileException {
    return Steps.child(parent, name);
  }

  FileType type() throws FileException {
    return Attributes.stat(path()).type();
  }

  boolean exists() throws FileException {
    return Files.exists(path(), LinkOption.NOFOLLOW_LINKS);
  }

  /// Where something is to be made that is no directory.
  Path vacant() throws FileException {
    requireName(FileError.EXIST);
    if (exists()) {
      throw new FileException(FileError.EXIST);
    }
    if (slashBehind) {
      throw new FileException(FileError.NOENT);
    }
    return path();
  }
}
