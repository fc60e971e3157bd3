package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.Advice;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SetTime;
import dev.jawa.wasi.ctx.SyncScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// An open regular file. Its attributes are those of its path; once it is not there any more, those
/// that were last seen there.
final class PortableFile implements OpenFile {

  private final Spot spot;
  private final FileChannel channel;
  private final boolean readable;
  private final boolean writable;
  private final boolean mutable;
  private final Runnable onClose;
  private volatile FileStat lastSeen;
  private final AtomicBoolean closed = new AtomicBoolean();

  PortableFile(
      Spot spot, FileChannel channel, Set<OpenFlag> flags, boolean mutable, Runnable onClose)
      throws FileException {
    this.lastSeen = Attributes.stat(spot.place());
    this.spot = spot;
    this.channel = channel;
    this.readable = flags.contains(OpenFlag.READ);
    this.writable = flags.contains(OpenFlag.WRITE);
    this.mutable = mutable;
    this.onClose = onClose;
  }

  @Override
  public FileType type() {
    return FileType.REGULAR_FILE;
  }

  @Override
  public boolean readable() {
    return readable;
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public int read(byte[] target, int offset, int length, long position) throws FileException {
    require(readable);
    try {
      return Math.max(0, channel.read(ByteBuffer.wrap(target, offset, length), checked(position)));
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  @Override
  public int write(byte[] source, int offset, int length, long position) throws FileException {
    require(writable);
    try {
      return channel.write(ByteBuffer.wrap(source, offset, length), checked(position));
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  @Override
  public int append(byte[] source, int offset, int length) throws FileException {
    return write(source, offset, length, size());
  }

  private long size() throws FileException {
    try {
      return channel.size();
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  @Override
  public void setSize(long size) throws FileException {
    require(writable);
    long wanted = checked(size);
    try {
      if (wanted > channel.size()) {
        channel.write(ByteBuffer.allocate(1), wanted - 1);
      } else {
        channel.truncate(wanted);
      }
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  /// Only a hint.
  @Override
  public void advise(long offset, long length, Advice advice) throws FileException {
    checked(offset);
    checked(length);
  }

  @Override
  public void allocate(long offset, long length) throws FileException {
    require(writable);
    long end = checked(checked(offset) + checked(length));
    if (end > size()) {
      setSize(end);
    }
  }

  @Override
  public FileStat stat() throws FileException {
    FileStat stat = attributes();
    return new FileStat(
        stat.device(),
        stat.inode(),
        stat.type(),
        stat.links(),
        size(),
        stat.accessed(),
        stat.modified(),
        stat.changed());
  }

  private FileStat attributes() throws FileException {
    try {
      lastSeen = Turns.take(() -> Attributes.stat(spot.path()));
    } catch (FileException e) {
      if (e.error() != FileError.NOENT) {
        throw e;
      }
    }
    return lastSeen;
  }

  @Override
  public void setTimes(SetTime accessed, SetTime modified) throws FileException {
    if (!mutable) {
      throw new FileException(FileError.ROFS);
    }
    Turns.run(() -> Attributes.setTimes(spot.path(), accessed, modified));
  }

  @Override
  public void sync(SyncScope scope) throws FileException {
    try {
      channel.force(scope == SyncScope.DATA_AND_ATTRIBUTES);
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  @Override
  public Pollable readReadiness() {
    return Pollable.READY;
  }

  @Override
  public Pollable writeReadiness() {
    return Pollable.READY;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
      try {
        channel.close();
      } catch (IOException e) {
        // Nobody is left who could be told; the descriptor is released all the same.
      }
    }
  }

  private static long checked(long size) throws FileException {
    if (size < 0) {
      throw new FileException(FileError.INVAL);
    }
    return size;
  }

  private static void require(boolean allowed) throws FileException {
    if (!allowed) {
      throw new FileException(FileError.BADF);
    }
  }
}
