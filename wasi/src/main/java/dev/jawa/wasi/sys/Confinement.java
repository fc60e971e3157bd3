package dev.jawa.wasi.sys;

/// How the kernel keeps a path inside its directory; `openat2(2)`, `resolve`.
enum Confinement {
  /// A path that would leave the directory fails.
  BENEATH(0x08),
  /// The directory is `/`: absolute symbolic links start there and `..` stays there, as inside a
  /// container.
  IN_ROOT(0x10);

  private static final long NO_MAGIC_LINKS = 0x02;

  private final long resolve;

  Confinement(long resolve) {
    this.resolve = resolve;
  }

  long resolve() {
    return resolve | NO_MAGIC_LINKS;
  }
}
