package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the JDK's failures are to a guest. Where it has no type for one, its text tells.
final class Failures {

  private static final Map<String, FileError> BY_TEXT =
      Map.of(
          "is a directory", FileError.ISDIR,
          "not a directory", FileError.NOTDIR,
          "name too long", FileError.NAMETOOLONG,
          "invalid argument", FileError.INVAL,
          "not empty", FileError.NOTEMPTY,
          "operation not permitted", FileError.PERM,
          "symbolic link", FileError.LOOP,
          "no space left", FileError.NOSPC,
          "read-only", FileError.ROFS,
          "too many open files", FileError.MFILE);

  private Failures() {}

  static FileException of(IOException e) {
    return e instanceof FileException known ? known : new FileException(error(e));
  }

  private static FileError error(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> FileError.NOENT;
      case FileAlreadyExistsException _ -> FileError.EXIST;
      case DirectoryNotEmptyException _ -> FileError.NOTEMPTY;
      case NotDirectoryException _ -> FileError.NOTDIR;
      case NotLinkException _ -> FileError.INVAL;
      case FileSystemLoopException _ -> FileError.LOOP;
      case AccessDeniedException _ -> FileError.ACCES;
      case FileSystemException other -> byText(other.getReason());
      case ClosedChannelException _ -> FileError.BADF;
      default -> byText(e.getMessage());
    };
  }

  private static FileError byText(@Nullable String text) {
    String lower = String.valueOf(text).toLowerCase(Locale.ROOT);
    return BY_TEXT.entrySet().stream()
        .filter(entry -> lower.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(FileError.IO);
  }
}
