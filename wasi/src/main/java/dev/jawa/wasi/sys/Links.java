package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.lang.foreign.MemorySegment;

/// `readlinkat(2)` on a descriptor.
final class Links {

  private Links() {}

  static String read(Scratch scratch, int fd) throws FileException {
    MemorySegment data = scratch.data();
    long path = scratch.path("");
    long length =
        Kernel.raw(scratch, Syscall.READLINKAT, fd, path, data.address(), data.byteSize(), 0, 0);
    if (length == -1) {
      int errno = scratch.errno();
      // With an empty path the kernel says "no entry" of what is no symbolic link.
      throw new FileException(
          errno == ErrnoTable.ENOENT ? FileError.INVAL : ErrnoTable.error(errno));
    }
    return Entries.Texts.decode(data.asSlice(0, length));
  }
}
