package dev.jawa.wasi.ctx;

/// How [Directory#open] opens. With neither [#READ] nor [#WRITE] the file can only be asked for its
/// attributes.
public enum OpenFlag {
  READ,
  WRITE,
  /// Make a regular file if there is none.
  CREATE,
  /// Fail if it is not a directory.
  DIRECTORY,
  /// With [#CREATE]: fail if it exists.
  EXCLUSIVE,
  /// Make it empty.
  TRUNCATE,
  /// A directory through which nothing can be changed, though the one it is opened through allows
  /// it.
  READ_ONLY_DIRECTORY
}
