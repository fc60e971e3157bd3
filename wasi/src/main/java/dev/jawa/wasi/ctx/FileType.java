package dev.jawa.wasi.ctx;

/// What kind of thing a path leads to.
public enum FileType {
  UNKNOWN,
  BLOCK_DEVICE,
  CHARACTER_DEVICE,
  DIRECTORY,
  FIFO,
  SYMBOLIC_LINK,
  REGULAR_FILE,
  SOCKET
}
