package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.Follow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Follows a guest's path from its directory on, one part at a time, as a kernel does.
final class Steps {

  private static final int MOST_LINKS = 40;
  private static final int LONGEST_PATH = 4095;

  private final Path base;
  private final Deque<String> left = new ArrayDeque<>();
  private Path at;
  private int links;

  private Steps(Path base) {
    this.base = base;
    this.at = base;
  }

  /// Where a path leads. What it leads to need not exist, the directory above it must.
  ///
  /// @param base without links in it
  /// @param follow what to do with a link at the end
  /// @throws FileException [FileError#PERM] if it leads out of `base`
  static Path resolve(Path base, String path, Follow follow) throws FileException {
    requirePath(path);
    Steps steps = new Steps(base);
    steps.push(path);
    while (!steps.left.isEmpty()) {
      steps.step(follow, path.endsWith("/"));
    }
    if (path.endsWith("/") && Files.exists(steps.at, LinkOption.NOFOLLOW_LINKS)) {
      steps.requireDirectory();
    }
    return steps.at;
  }

  static void requirePath(String path) throws FileException {
    if (path.isEmpty()) {
      throw new FileException(FileError.NOENT);
    }
    if (path.indexOf('\0') >= 0) {
      throw new FileException(FileError.INVAL);
    }
    if (path.length() > LONGEST_PATH) {
      throw new FileException(FileError.NAMETOOLONG);
    }
  }

  /// Puts the parts of a path before those that are left.
  private void push(String path) throws FileException {
    if (path.startsWith("/") || at.getFileSystem().getPath(path).isAbsolute()) {
      throw new FileException(FileError.PERM);
    }
    List.of(path.split("/")).reversed().stream()
        .filter(part -> !part.isEmpty())
        .forEach(left::push);
  }

  private void step(Follow follow, boolean slashBehind) throws FileException {
    String part = left.pop();
    requireDirectory();
    switch (part) {
      case "." -> {}
      case ".." -> leave();
      default -> enter(part, follow == Follow.FOLLOW || slashBehind || !left.isEmpty());
    }
  }

  private void leave() throws FileException {
    Path above = at.getParent();
    if (at.equals(base) || above == null) {
      throw new FileException(FileError.PERM);
    }
    at = above;
  }

  private void enter(String part, boolean follow) throws FileException {
    Path there = child(at, part);
    if (!follow || !Files.isSymbolicLink(there)) {
      at = there;
      return;
    }
    links++;
    if (links > MOST_LINKS) {
      throw new FileException(FileError.LOOP);
    }
    try {
      push(Files.readSymbolicLink(there).toString());
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  /// A name that is more than one part on this system (`a\b`, `C:`) is refused.
  static Path child(Path at, String part) throws FileException {
    try {
      Path there = at.resolve(part);
      if (!at.equals(there.getParent())) {
        throw new FileException(FileError.PERM);
      }
      return there;
    } catch (InvalidPathException _) {
      throw new FileException(FileError.INVAL);
    }
  }

  private void requireDirectory() throws FileException {
    if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
      // The system's own answer tells a missing one from a name that is too long.
      Attributes.stat(at);
      throw new FileException(FileError.NOTDIR);
    }
  }
}
