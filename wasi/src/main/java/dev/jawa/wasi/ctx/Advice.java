package dev.jawa.wasi.ctx;

/// How a part of a file will be used, in the order of POSIX and WASI.
public enum Advice {
  NORMAL,
  SEQUENTIAL,
  RANDOM,
  WILL_NEED,
  DONT_NEED,
  NO_REUSE
}
