package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
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

  /// Moves a part of a file: `length` bytes of an array, after `done` bytes of the same call.
  private interface Transfer {
    int move(byte[] array, int offset, int length, long done) throws IOException;
  }

  /// Fills the vectors from a file; stops at its end or when the file gives less than asked for.
  static long read(Call call, OpenFile file, Vectors vectors, long position) throws IOException {
    long done = 0;
    Transfer transfer = (b, from, n, at) -> file.read(b, from, n, position + at);
    while (done < vectors.total()) {
      int wanted = (int) Math.min(Session.BUFFER_SIZE, vectors.total() - done);
      int got = readPart(call, vectors, wanted, done, transfer);
      done += got;
      if (got < wanted) {
        break;
      }
    }
    return done;
  }

  private static int readPart(Call call, Vectors vectors, int wanted, long done, Transfer transfer)
      throws IOException {
    ByteBuffer view = vectors.view(wanted);
    if (view != null) {
      int got = move(view, done, transfer);
      vectors.wrote(got);
      return got;
    }
    byte[] buffer = call.session().buffer();
    int got = move(ByteBuffer.wrap(buffer, 0, wanted), done, transfer);
    vectors.put(buffer, got);
    return got;
  }

  /// Writes the vectors to a file; stops when the file takes less than offered.
  static long write(Call call, OpenFile file, Vectors vectors, Place place) throws IOException {
    Transfer transfer =
        switch (place) {
          case Place.At(var position) -> (b, from, n, at) -> file.write(b, from, n, position + at);
          case Place.End _ -> (b, from, n, _) -> file.append(b, from, n);
        };
    long done = 0;
    while (done < vectors.total()) {
      int offered = (int) Math.min(Session.BUFFER_SIZE, vectors.total() - done);
      int taken = writePart(call, vectors, offered, done, transfer);
      done += taken;
      if (taken < offered) {
        break;
      }
    }
    return done;
  }

  private static int writePart(
      Call call, Vectors vectors, int offered, long done, Transfer transfer) throws IOException {
    ByteBuffer view = vectors.view(offered);
    if (view != null) {
      vectors.advance(offered);
      return move(view, done, transfer);
    }
    byte[] buffer = call.session().buffer();
    vectors.get(buffer, offered);
    return move(ByteBuffer.wrap(buffer, 0, offered), done, transfer);
  }

  /// A failure after some bytes is reported by the next call.
  private static int move(ByteBuffer bytes, long done, Transfer transfer) throws IOException {
    try {
      int from = bytes.arrayOffset() + bytes.position();
      return transfer.move(bytes.array(), from, bytes.remaining(), done);
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
      int length = (int) Math.min(left, Session.BUFFER_SIZE);
      writePart(sink, vectors, length);
      done += length;
    }
    return done;
  }

  private static void writePart(ByteSink sink, Vectors vectors, int length) throws IOException {
    ByteBuffer view = vectors.view(length);
    if (view != null) {
      vectors.advance(length);
      sink.write(view);
    } else {
      byte[] bytes = new byte[length];
      vectors.get(bytes, length);
      sink.write(bytes);
    }
  }
}
