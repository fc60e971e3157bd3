package dev.jawa.wasi.ctx;

/// Something open: a [Directory] or an [OpenFile]. Used by one thread at a time.
public interface FileHandle extends AutoCloseable {

  FileStat stat() throws FileException;

  void setTimes(SetTime accessed, SetTime modified) throws FileException;

  /// Returns when what was written is on the disk.
  void sync(SyncScope scope) throws FileException;

  /// Frees it; what was opened through it stays open. Closing again does nothing.
  @Override
  void close();
}
