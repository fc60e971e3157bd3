package dev.jawa.wasi.ctx;

import org.jspecify.annotations.Nullable;

/// One entry of a directory.
///
/// @param name `null` if the system's bytes are no UTF-8, which is what guests take
/// @param type of the entry itself, [FileType#UNKNOWN] where the file system does not say
public record DirectoryEntry(@Nullable String name, FileType type, long inode) {

  /// The name for a guest.
  ///
  /// @throws FileException [FileError#ILSEQ]: the others are there all the same
  public String text() throws FileException {
    if (name == null) {
      throw new FileException(FileError.ILSEQ);
    }
    return name;
  }
}
