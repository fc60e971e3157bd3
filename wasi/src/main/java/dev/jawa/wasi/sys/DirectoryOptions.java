package dev.jawa.wasi.sys;

import org.jspecify.annotations.Nullable;

/// On what terms a guest is given a directory.
///
/// @param openFiles how many files and directories it may have open below at a time
/// @param identity whom the kernel takes it for, or `null` for this process; needs the superuser's
///   rights
public record DirectoryOptions(Access access, int openFiles, @Nullable FileIdentity identity) {

  /// Far beyond what most programs need, and so few that many guests fit into one process.
  public static final int DEFAULT_OPEN_FILES = 1024;

  public static DirectoryOptions of(Access access) {
    return new DirectoryOptions(access, DEFAULT_OPEN_FILES, null);
  }

  public DirectoryOptions withOpenFiles(int value) {
    return new DirectoryOptions(access, value, identity);
  }

  public DirectoryOptions withIdentity(FileIdentity value) {
    return new DirectoryOptions(access, openFiles, value);
  }
}
