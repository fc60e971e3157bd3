package dev.jawa.wasi.ctx;

import java.time.Instant;

/// The attributes of a file.
///
/// @param device with `inode`: equal for two handles of the same file
/// @param size in bytes; of a symbolic link the length of its target
/// @param changed when data or attributes last changed
public record FileStat(
    long device,
    long inode,
    FileType type,
    long links,
    long size,
    Instant accessed,
    Instant modified,
    Instant changed) {

  /// Whether both are of the same file.
  public boolean sameFile(FileStat other) {
    return device == other.device && inode == other.inode;
  }
}
