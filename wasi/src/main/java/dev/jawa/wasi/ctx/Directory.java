package dev.jawa.wasi.ctx;

/// An open directory below which a guest may see files; nothing above or beside it can be reached
/// through it.
public interface Directory extends AutoCloseable {

  @Override
  void close();
}
