package dev.jawa.wasi.ctx;

import java.nio.ByteBuffer;

/// An open file that is no directory: regular, a FIFO or a device. It has no position of its own.
///
/// Reading and writing fail with [FileError#BADF] if it was not opened for that. FIFOs and devices
/// never block: they fail with [FileError#AGAIN], and ignore positions.
public interface OpenFile extends FileHandle {

  FileType type();

  /// Whether reading is allowed.
  boolean readable();

  /// Whether writing is allowed.
  boolean writable();

  /// Reads at a position.
  ///
  /// @return how many bytes, 0 only at the end of the file or if `length` is 0
  int read(byte[] target, int offset, int length, long position) throws FileException;

  /// Reads as [#read], into a buffer of the file's.
  default LentBuffer lend(int length, long position) throws FileException {
    byte[] bytes = new byte[length];
    return new LentBuffer(ByteBuffer.wrap(bytes, 0, read(bytes, 0, length, position)), () -> {});
  }

  /// Writes at a position.
  ///
  /// @return how many bytes were taken, at least 1 if `length` is not 0
  int write(byte[] source, int offset, int length, long position) throws FileException;

  /// Writes at the end, wherever that is by then; otherwise as [#write].
  int append(byte[] source, int offset, int length) throws FileException;

  /// Cuts it, or extends it by zeros.
  void setSize(long size) throws FileException;

  /// Says how it will be used.
  void advise(long offset, long length, Advice advice) throws FileException;

  /// Makes room, so that later writes there do not fail for want of it; extends the file.
  void allocate(long offset, long length) throws FileException;

  /// Ready when [#read] would not fail with [FileError#AGAIN]; a regular file always is.
  Pollable readReadiness();

  /// Ready when [#write] would not fail with [FileError#AGAIN]; a regular file always is.
  Pollable writeReadiness();
}
