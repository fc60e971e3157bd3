package dev.jawa.wasi.ctx;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes that are all there from the beginning.
public final class MemorySource implements ByteSource {

  private final byte[] bytes;
  private int position;

  /// @param bytes not to be changed afterwards
  public MemorySource(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A source that is at its end.
  public static MemorySource empty() {
    return new MemorySource(NOTHING);
  }

  @Override
  public byte @Nullable [] read(int max) {
    if (position == bytes.length) {
      return null;
    }
    int start = position;
    position = start + Math.min(max, bytes.length - start);
    return Arrays.copyOfRange(bytes, start, position);
  }

  @Override
  public Pollable readiness() {
    return Pollable.READY;
  }

  @Override
  public void close() {
    position = bytes.length;
  }
}
