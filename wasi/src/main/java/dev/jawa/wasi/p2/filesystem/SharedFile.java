package dev.jawa.wasi.p2.filesystem;

import dev.jawa.wasi.ctx.Advice;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.SyncScope;

/// A file with several owners: a descriptor and its streams. The last one closes it. All of them
/// belong to one guest, so to one thread.
final class SharedFile implements OpenFile {

  private final OpenFile file;
  private int owners = 1;

  SharedFile(OpenFile file) {
    this.file = file;
  }

  /// One more owner.
  void share() {
    owners++;
  }

  /// One owner less.
  @Override
  public void close() {
    if (--owners == 0) {
      file.close();
    }
  }

  @Override
  public FileType type() {
    return file.type();
  }

  @Override
  public boolean readable() {
    return file.readable();
  }

  @Override
  public boolean writable() {
    return file.writable();
  }

  @Override
  public int read(byte[] target, int offset, int length, long position) throws FileException {
    return file.read(target, offset, length, position);
  }

  @Override
  public LentBuffer lend(int length, long position) throws FileException {
    return file.lend(length, position);
  }

  @Override
  public int write(byte[] source, int offset, int length, long position) throws FileException {
    return file.write(source, offset, length, position);
  }

  @Override
  public int append(byte[] source, int offset, int length) throws FileException {
    return file.append(source, offset, length);
  }

  @Override
  public void setSize(long size) throws FileException {
    file.setSize(size);
  }

  @Override
  public void advise(long offset, long length, Advice advice) throws FileException {
    file.advise(offset, length, advice);
  }

  @Override
  public void allocate(long offset, long length) throws FileException {
    file.allocate(offset, length);
  }

  @Override
  public Pollable readReadiness() {
    return file.readReadiness();
  }

  @Override
  public Pollable writeReadiness() {
    return file.writeReadiness();
  }

  @Override
  public FileStat stat() throws FileException {
    return file.stat();
  }

  @Override
  public void setTimes(SetTime accessed, SetTime modified) throws FileException {
    file.setTimes(accessed, modified);
  }

  @Override
  public void sync(SyncScope scope) throws FileException {
    file.sync(scope);
  }
}
