package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.OpenFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Moves bytes between the vectors of a guest (`iovec_array`, `ciovec_array`: pairs of a pointer
/// and a length) and what a descriptor leads to.
final class FdIo {

  private static final int VECTOR_SIZE = 8;

  private FdIo() {}

  /// Where in a file bytes go.
  sealed interface Place {
    record At(long position) implements Place {}

    enum End implements Place {
      END
    }
  }

  /// Fills the vectors from a file; stops at its end or when the file gives less than asked for.
  static long read(Call call, OpenFile file, long vectors, long count, long position)
      throws IOException {
    byte[] buffer = call.session().buffer();
    long done = 0;
    for (long i = 0; i < count; i++) {
      long address = call.memory().u32(vectors + i * VECTOR_SIZE);
      long length = call.memory().u32(vectors + i * VECTOR_SIZE + 4);
      long filled = 0;
      while (filled < length) {
        int wanted = (int) Math.min(length - filled, buffer.length);
        int got = transfer(done, file, buffer, wanted, position + done);
        call.memory().put(address + filled, buffer, 0, got);
        filled += got;
        done += got;
        if (got < wanted) {
          return done;
        }
      }
    }
    return done;
  }

  /// A failure after some bytes is reported by the next call.
  private static int transfer(long done, OpenFile file, byte[] buffer, int wanted, long position)
      throws FileException {
    try {
      return file.read(buffer, 0, wanted, position);
    } catch (FileException e) {
      if (done > 0) {
        return 0;
      }
      throw e;
    }
  }

  /// Writes the vectors to a file; stops when the file takes less than offered.
  static long write(Call call, OpenFile file, long vectors, long count, Place place)
      throws IOException {
    byte[] buffer = call.session().buffer();
    long done = 0;
    for (long i = 0; i < count; i++) {
      long address = call.memory().u32(vectors + i * VECTOR_SIZE);
      long length = call.memory().u32(vectors + i * VECTOR_SIZE + 4);
      long taken = 0;
      while (taken < length) {
        int offered = (int) Math.min(length - taken, buffer.length);
        call.memory().get(address + taken, buffer, 0, offered);
        int written = put(done, file, buffer, offered, place);
        taken += written;
        done += written;
        if (written < offered) {
          return done;
        }
      }
    }
    return done;
  }

  private static int put(long done, OpenFile file, byte[] buffer, int offered, Place place)
      throws IOException {
    try {
      return switch (place) {
        case Place.At(var position) -> file.write(buffer, 0, offered, position + done);
        case Place.End _ -> file.append(buffer, 0, offered);
      };
    } catch (FileException e) {
      if (done > 0) {
        return 0;
      }
      throw e;
    }
  }

  /// Fills the vectors from a stream with what is there; waits until there is something, or fails
  /// with [Errno#AGAIN].
  static long read(Call call, ByteSource source, long vectors, long count, boolean nonBlocking)
      throws IOException {
    long room = total(call, vectors, count);
    if (room == 0) {
      return 0;
    }
    byte[] bytes = take(source, (int) Math.min(room, Session.BUFFER_SIZE), nonBlocking);
    if (bytes == null) {
      return 0;
    }
    int given = 0;
    for (long i = 0; given < bytes.length; i++) {
      long address = call.memory().u32(vectors + i * VECTOR_SIZE);
      long length = call.memory().u32(vectors + i * VECTOR_SIZE + 4);
      int part = (int) Math.min(length, bytes.length - given);
      call.memory().put(address, bytes, given, part);
      given += part;
    }
    return given;
  }

  private static byte @Nullable [] take(ByteSource source, int max, boolean nonBlocking)
      throws IOException {
    byte[] bytes = source.read(max);
    while (bytes != null && bytes.length == 0) {
      if (nonBlocking) {
        throw new ErrnoException(Errno.AGAIN);
      }
      Session.await(source.readiness());
      bytes = source.read(max);
    }
    return bytes;
  }

  /// Writes all vectors to a stream, as the sink takes them.
  static long write(Call call, ByteSink sink, long vectors, long count) throws IOException {
    long total = total(call, vectors, count);
    long done = 0;
    VectorReader reader = new VectorReader(call.memory(), vectors);
    while (done < total) {
      long permitted = sink.checkWrite();
      if (permitted == 0) {
        Session.await(sink.readiness());
        continue;
      }
      int length = (int) Math.min(Math.min(permitted, total - done), Session.BUFFER_SIZE);
      sink.write(reader.next(length));
      done += length;
    }
    return done;
  }

  private static long total(Call call, long vectors, long count) {
    long total = 0;
    for (long i = 0; i < count; i++) {
      total += call.memory().u32(vectors + i * VECTOR_SIZE + 4);
    }
    return total;
  }

  /// Takes bytes out of vectors across their borders.
  private static final class VectorReader {
    private final GuestMemory memory;
    private long vector;
    private long used;

    VectorReader(GuestMemory memory, long vectors) {
      this.memory = memory;
      this.vector = vectors;
    }

    /// The next bytes; the caller knows that there are as many.
    byte[] next(int length) {
      byte[] bytes = new byte[length];
      int filled = 0;
      while (filled < length) {
        long left = memory.u32(vector + 4) - used;
        int part = (int) Math.min(left, length - filled);
        memory.get(memory.u32(vector) + used, bytes, filled, part);
        filled += part;
        used += part;
        if (part == left) {
          vector += VECTOR_SIZE;
          used = 0;
        }
      }
      return bytes;
    }
  }
}
