package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a descriptor has now. Never waits, also when other processes read there and take the bytes
/// after a look: `preadv2(2)` with `RWF_NOWAIT`, which holds for the one call, where `O_NONBLOCK`
/// would be seen by everybody who shares the descriptor.
///
/// Pipes, sockets and files can be asked so, terminals and old kernels' pipes cannot: they seem to
/// have nothing.
final class ReadyInput {

  private static final long NO_WAIT = 8;

  /// Where the descriptor itself is.
  private static final long NO_POSITION = -1;

  private final int fd;
  private final InputStream stream;
  private @Nullable Scratch scratch;
  private boolean refused;

  /// @param stream reads the same descriptor, and is only asked how much there is
  ReadyInput(int fd, InputStream stream) {
    this.fd = fd;
    this.stream = stream;
    this.refused = !Syscall.knownMachine();
  }

  /// Whether [#take] is likely to answer something.
  boolean isThere() {
    try {
      return !refused && stream.available() > 0;
    } catch (IOException _) {
      return false; // somebody's read tells
    }
  }

  /// @return [ByteSource#NOTHING] if there are none now, `null` at the end
  byte @Nullable [] take(int max) throws FileException {
    if (refused || max == 0) {
      return ByteSource.NOTHING;
    }
    try {
      return take(scratch(), Math.min(max, Scratch.DATA_SIZE));
    } catch (FileException e) {
      refused = e.error() == FileError.NOTSUP || e.error() == FileError.INVAL;
      if (refused || e.error() == FileError.AGAIN) {
        return ByteSource.NOTHING;
      }
      throw e;
    }
  }

  private byte @Nullable [] take(Scratch memory, int max) throws FileException {
    MemorySegment vector = memory.struct();
    vector.set(JAVA_LONG, 0, memory.data().address());
    vector.set(JAVA_LONG, 8, max);
    long vectors = memory.structAddress();
    int count =
        (int)
            Kernel.call(memory, Syscall.PREADV2, fd, vectors, 1, NO_POSITION, NO_POSITION, NO_WAIT);
    return count == 0 ? null : memory.data().asSlice(0, count).toArray(JAVA_BYTE);
  }

  private Scratch scratch() {
    Scratch memory = scratch;
    if (memory == null) {
      memory = new Scratch();
      scratch = memory;
    }
    return memory;
  }
}
