package dev.jawa.wasi.ctx;

import java.util.List;
import java.util.Set;

/// An open directory below which a guest may see files; nothing above or beside it can be reached
/// through it, by no path and no symbolic link: such attempts fail with [FileError#PERM].
///
/// Paths are relative, their parts separated by `/`. In a read-only directory whatever would change
/// something fails with [FileError#ROFS].
public interface Directory extends FileHandle {

  /// The same directory for one more guest, also on another thread: closing that one does nothing,
  /// closing this one ends it.
  Directory lend();

  /// Whether anything below may be changed through it.
  boolean mutable();

  /// Opens something below.
  ///
  /// @return a [Directory] or an [OpenFile]; belongs to the caller
  FileHandle open(String path, Follow follow, Set<OpenFlag> flags) throws FileException;

  FileStat stat(String path, Follow follow) throws FileException;

  void setTimes(String path, Follow follow, SetTime accessed, SetTime modified)
      throws FileException;

  /// The target of a symbolic link, as it stands there.
  String readLink(String path) throws FileException;

  void createDirectory(String path) throws FileException;

  /// Removes anything but a directory.
  void unlinkFile(String path) throws FileException;

  /// Removes an empty directory.
  void removeDirectory(String path) throws FileException;

  /// Moves something to a path below `newDirectory`, which was opened by the same host.
  void rename(String oldPath, Directory newDirectory, String newPath) throws FileException;

  /// Makes a hard link to a file; a symbolic link at `oldPath` is linked itself.
  void link(String oldPath, Directory newDirectory, String newPath) throws FileException;

  /// Makes a symbolic link; an absolute `target` is refused.
  void symlink(String target, String path) throws FileException;

  /// Its entries as they are now, without `.` and `..`, in no order.
  List<DirectoryEntry> entries() throws FileException;
}
