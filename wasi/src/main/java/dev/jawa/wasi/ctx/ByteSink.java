package dev.jawa.wasi.ctx;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Bytes for somebody else: stdout, a response body, a file. One writer at a time.
public interface ByteSink extends AutoCloseable {

  /// How many bytes [#write] takes now; 0 means wait for [#readiness()].
  ///
  /// @throws IOException if the sink broke
  /// @throws ClosedSinkException if nobody takes bytes any more
  long checkWrite() throws IOException;

  /// Takes the bytes; no more than [#checkWrite()] allowed. The array belongs to the sink
  /// afterwards.
  void write(byte[] bytes) throws IOException;

  /// The same with bytes that stay the caller's: what cannot be handed on at once is copied.
  ///
  /// @param bytes with an array; its position afterwards says nothing
  default void write(ByteBuffer bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    write(copy);
  }

  /// The same with bytes that are lent; the sink gives them back, also where it fails.
  default void write(LentBuffer lent) throws IOException {
    write(lent.toArray());
  }

  /// Starts to hand on what was written; [#checkWrite()] answers 0 until that is done.
  void flush() throws IOException;

  /// Ready when [#checkWrite()] would not answer 0.
  Pollable readiness();

  /// Writes all of the bytes, which stay the caller's, waiting where the sink asks for it.
  ///
  /// @param bytes with an array; its position afterwards says nothing
  default void writeAll(ByteBuffer bytes) throws IOException, InterruptedException {
    int end = bytes.limit();
    for (int at = bytes.position(); at < end; ) {
      int room = (int) Math.min(checkWrite(), end - at);
      if (room == 0) {
        readiness().await();
      } else {
        write(bytes.slice(at, room));
        at += room;
      }
    }
  }

  /// The end of the bytes.
  @Override
  void close();

  /// Nobody takes bytes any more; not an error of the guest.
  final class ClosedSinkException extends IOException {
    public ClosedSinkException() {
      super("closed");
    }
  }
}
