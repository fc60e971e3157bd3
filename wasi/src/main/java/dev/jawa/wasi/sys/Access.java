package dev.jawa.wasi.sys;

/// What a guest may do below a directory that it is given.
public enum Access {
  READ_ONLY,
  READ_WRITE
}
