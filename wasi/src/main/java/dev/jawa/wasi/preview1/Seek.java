package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.OpenFile;
import java.io.IOException;

/// `fd_seek`, `fd_tell`: the positions that files have for preview 1.
final class Seek {

  private static final int SET = 0;
  private static final int CURRENT = 1;
  private static final int END = 2;

  private Seek() {}

  /// Whether a file has positions at all.
  static boolean possible(OpenFile file) {
    return file.type() == FileType.REGULAR_FILE || file.type() == FileType.BLOCK_DEVICE;
  }

  static void seek(Call call) throws IOException {
    // Asking for the position needs no more than the right to be told it.
    boolean asks = call.u64(1) == 0 && call.i32(2) == CURRENT;
    OpenFile file = seekable(call, asks ? Rights.FD_TELL : Rights.FD_SEEK);
    Entry entry = call.descriptors().get(call.i32(0));
    long base =
        switch (call.i32(2)) {
          case SET -> 0;
          case CURRENT -> entry.position();
          case END -> file.stat().size();
          default -> throw new ErrnoException(Errno.INVAL);
        };
    entry.setPosition(sum(base, call.u64(1)));
    call.memory().putU64(call.u32(3), entry.position());
  }

  private static long sum(long base, long offset) throws ErrnoException {
    long position = base + offset;
    if (position < 0) {
      throw new ErrnoException(Errno.INVAL);
    }
    return position;
  }

  static void tell(Call call) throws IOException {
    seekable(call, Rights.FD_TELL);
    call.memory().putU64(call.u32(1), call.descriptors().get(call.i32(0)).position());
  }

  private static OpenFile seekable(Call call, long right) throws ErrnoException {
    Entry entry = call.descriptors().get(call.i32(0));
    OpenFile file = call.descriptors().file(call.i32(0), 0);
    if (!possible(file)) {
      throw new ErrnoException(Errno.SPIPE);
    }
    entry.require(right);
    return file;
  }
}
