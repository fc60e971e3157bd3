package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.OpenFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Moves bytes between the [Vectors] of a guest and what a descriptor leads to.
final class FdIo {

  private FdIo() {}

  /// Where in a file bytes go.
  sealed interface Place {
    record At(long position) implements Place {}

    enum End implements Place {
      END
    }
  }

  /// Moves a part of a file: `length` bytes of the buffer's beginning, after `done` bytes of the
  /// same call.
  private interface Transfer {
    int move(byte[] buffer, int length, long done) throws IOException;
  }

  /// Fills the vectors from a file; stops at its end or when the file gives less than asked for.
  static long read(Call call, OpenFile file, Vectors vectors, long position) throws IOException {
    byte[] buffer = call.session().buffer();
    long done = 0;
    Transfer transfer = (b, n, at) -> file.read(b, 0, n, position + at);
    while (done < vectors.total()) {
      int wanted = (int) Math.min(buffer.length, vectors.total() - done);
      int got = move(buffer, wanted, done, transfer);
      vectors.put(buffer, got);
      done += got;
      if (got < wanted) {
        break;
      }
    }
    return done;
  }

  /// Writes the vectors to a file; stops when the file takes less than offered.
  static long write(Call call, OpenFile file, Vectors vectors, Place place) throws IOException {
    byte[] buffer = call.session().buffer();
    Transfer transfer =
        switch (place) {
          case Place.At(var position) -> (b, n, at) -> file.write(b, 0, n, position + at);
          case Place.End _ -> (b, n, _) -> file.append(b, 0, n);
        };
    long done = 0;
    while (done < vectors.total()) {
      int offered = (int) Math.min(buffer.length, vectors.total() - done);
      vectors.get(buffer, offered);
      int taken = move(buffer, offered, done, transfer);
      done += taken;
      if (taken < offered) {
        break;
      }
    }
    return done;
  }

  /// A failure after some bytes is reported by the next call.
  private static int move(byte[] buffer, int length, long done, Transfer transfer)
      throws IOException {
    try {
      return transfer.move(buffer, length, done);
    } catch (FileException e) {
      if (done > 0) {
        return 0;
      }
      throw e;
    }
  }

  /// Fills the vectors from a stream with what is there; waits until there is something, or fails
  /// with [Errno#AGAIN].
  static long read(ByteSource source, Vectors vectors, boolean nonBlocking) throws IOException {
    if (vectors.total() == 0) {
      return 0;
    }
    int most = (int) Math.min(vectors.total(), Session.BUFFER_SIZE);
    byte[] bytes = take(source, most, nonBlocking);
    if (bytes == null) {
      return 0;
    }
    vectors.put(bytes, bytes.length);
    return bytes.length;
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
  static long write(ByteSink sink, Vectors vectors) throws IOException {
    long done = 0;
    while (done < vectors.total()) {
      long permitted = sink.checkWrite();
      if (permitted == 0) {
        Session.await(sink.readiness());
        continue;
      }
      long left = Math.min(permitted, vectors.total() - done);
      byte[] bytes = new byte[(int) Math.min(left, Session.BUFFER_SIZE)];
      vectors.get(bytes, bytes.length);
      sink.write(bytes);
      done += bytes.length;
    }
    return done;
  }
}
