package dev.jawa.wasi.ctx;

/// What [FileHandle#sync] brings to the disk.
public enum SyncScope {
  DATA,
  DATA_AND_ATTRIBUTES
}
