package dev.jawa.wasi.ctx;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Bytes that somebody else makes: stdin, a request body, a file from some offset. One reader at a
/// time.
public interface ByteSource extends AutoCloseable {

  /// What [#read] answers when there is nothing now.
  byte[] NOTHING = new byte[0];

  /// Takes up to `max` bytes (more than 0) that are there, without waiting for others to make them.
  /// The array belongs to the caller.
  ///
  /// @return [#NOTHING] if there are none now, `null` at the end
  /// @throws IOException if the source broke; the message is for the guest
  byte @Nullable [] read(int max) throws IOException;

  /// Ready when [#read] would answer something else than [#NOTHING].
  Pollable readiness();

  /// Says that no more will be read.
  @Override
  void close();
}
