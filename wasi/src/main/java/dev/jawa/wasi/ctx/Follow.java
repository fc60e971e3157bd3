package dev.jawa.wasi.ctx;

/// Whether a symbolic link as the last part of a path is followed. Links before the last part
/// always are, as far as they stay inside the [Directory].
public enum Follow {
  FOLLOW,
  NO_FOLLOW
}
