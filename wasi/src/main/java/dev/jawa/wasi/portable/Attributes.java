package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.SetTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attributes of files, never of what a link leads to.
final class Attributes {

  private Attributes() {}

  static FileStat stat(Path path) throws FileException {
    try {
      BasicFileAttributes basic =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      FileType type = type(basic);
      long size =
          type == FileType.REGULAR_FILE || type == FileType.SYMBOLIC_LINK ? basic.size() : 0;
      Instant accessed = basic.lastAccessTime().toInstant();
      Instant modified = basic.lastModifiedTime().toInstant();
      if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        long identity = path.toAbsolutePath().hashCode();
        return new FileStat(0, identity, type, 1, size, accessed, modified, modified);
      }
      Map<String, Object> unix =
          Files.readAttributes(path, "unix:dev,ino,nlink,ctime", LinkOption.NOFOLLOW_LINKS);
      return new FileStat(
          number(unix.get("dev")),
          number(unix.get("ino")),
          type,
          number(unix.get("nlink")),
          size,
          accessed,
          modified,
          unix.get("ctime") instanceof FileTime time ? time.toInstant() : modified);
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  static FileType type(BasicFileAttributes attributes) {
    if (attributes.isSymbolicLink()) {
      return FileType.SYMBOLIC_LINK;
    }
    if (attributes.isDirectory()) {
      return FileType.DIRECTORY;
    }
    return attributes.isRegularFile() ? FileType.REGULAR_FILE : FileType.UNKNOWN;
  }

  static void setTimes(Path path, SetTime accessed, SetTime modified) throws FileException {
    try {
      stat(path);
      Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(time(modified), time(accessed), null);
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  private static @Nullable FileTime time(SetTime time) {
    return switch (time) {
      case SetTime.Keep _ -> null;
      case SetTime.Now _ -> FileTime.from(Instant.now());
      case SetTime.At(Instant instant) -> FileTime.from(instant);
    };
  }
}
