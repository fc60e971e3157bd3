package dev.jawa.wasi.p2.filesystem;

import dev.jawa.component.host.HostResource;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.OpenFile;

/// The resource `descriptor`: an open file or directory. Streams of a file outlive it.
final class Descriptor {

  static final HostResource<Descriptor> RESOURCE =
      HostResource.of("descriptor", Descriptor.class, Descriptor::drop);

  private final FileHandle handle;
  private final Runnable onDrop;
  private final boolean mutable;

  private Descriptor(FileHandle handle, Runnable onDrop, boolean mutable) {
    this.handle = handle;
    this.onDrop = onDrop;
    this.mutable = mutable;
  }

  /// A directory that somebody else closes.
  static Descriptor borrowing(Directory directory) {
    return new Descriptor(directory, () -> {}, directory.mutable());
  }

  /// A file or directory that is closed with its handle and its last stream.
  ///
  /// @param above where it was opened
  static Descriptor owning(FileHandle handle, Directory above) {
    FileHandle owned = handle instanceof OpenFile file ? new SharedFile(file) : handle;
    return new Descriptor(owned, owned::close, above.mutable());
  }

  FileHandle handle() {
    return handle;
  }

  /// The file, if it is one.
  OpenFile file() throws FileException {
    if (handle instanceof OpenFile file) {
      return file;
    }
    throw new FileException(FileError.BADF);
  }

  /// That the guest may change what is here; what it opened the file for is told by the first read
  /// or write.
  void requireMutable() throws FileException {
    if (!mutable) {
      throw new FileException(FileError.BADF);
    }
  }

  /// The directory, if it is one.
  Directory directory() throws FileException {
    if (handle instanceof Directory directory) {
      return directory;
    }
    throw new FileException(FileError.NOTDIR);
  }

  /// The file for one more stream, which closes it.
  OpenFile fileForStream() throws FileException {
    OpenFile file = file();
    if (file instanceof SharedFile shared) {
      shared.share();
    }
    return file;
  }

  FileType type() {
    return handle instanceof OpenFile file ? file.type() : FileType.DIRECTORY;
  }

  /// `descriptor-flags`.
  int flags() {
    return switch (handle) {
      case Directory directory -> DescriptorFlags.ofDirectory(directory);
      case OpenFile file -> DescriptorFlags.ofFile(file);
      default -> 0;
    };
  }

  private void drop() {
    onDrop.run();
  }
}
