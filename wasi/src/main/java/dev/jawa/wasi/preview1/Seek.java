package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.OpenFile;
import java.io.IOException;
import java.util.List;

/// `fd_seek`, `fd_tell`: the positions that files have for preview 1.
final class Seek {

  /// What an offset counts from.
  enum Whence {
    SET,
    CURRENT,
    END
  }

  private static final List<Whence> SNAPSHOT = List.of(Whence.SET, Whence.CURRENT, Whence.END);

  private Seek() {}

  /// Whether a file has positions at all.
  static boolean possible(OpenFile file) {
    return file.type() == FileType.REGULAR_FILE || file.type() == FileType.BLOCK_DEVICE;
  }

  static void seek(Call call) throws IOException {
    seek(call, SNAPSHOT);
  }

  /// @param numbers the meanings of the numbers of `whence`
  static void seek(Call call, List<Whence> numbers) throws IOException {
    int number = call.i32(2);
    if (number < 0 || number >= numbers.size()) {
      throw new ErrnoException(Errno.INVAL);
    }
    Whence whence = numbers.get(number);
    // Asking for the position needs no more than the right to be told it.
    boolean asks = call.u64(1) == 0 && whence == Whence.CURRENT;
    OpenFile file = seekable(call, asks ? Rights.FD_TELL : Rights.FD_SEEK);
    Entry entry = call.descriptors().get(call.i32(0));
    long base =
        switch (whence) {
          case SET -> 0;
          case CURRENT -> entry.position();
          case END -> file.stat().size();
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
    return switch (entry.target()) {
      case Target.File(var file) when possible(file) -> {
        entry.require(right);
        yield file;
      }
      case Target.Dir _ -> throw new ErrnoException(Errno.BADF);
      case Target.File _, Target.Source _, Target.Sink _ -> throw new ErrnoException(Errno.SPIPE);
    };
  }
}
