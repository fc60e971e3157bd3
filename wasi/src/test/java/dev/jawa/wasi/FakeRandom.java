package dev.jawa.wasi;

import dev.jawa.wasi.ctx.HostRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// Randomness that is none: `secure` is all 1, `insecure` is all 2, the first seed is 3 and 4, the
/// next 5 and 6.
public final class FakeRandom implements HostRandom {

  private final AtomicLong nextSeed = new AtomicLong(3);

  @Override
  public byte[] secure(int length) {
    return filled(length, 1);
  }

  @Override
  public byte[] insecure(int length) {
    return filled(length, 2);
  }

  @Override
  public long[] insecureSeed() {
    return new long[] {nextSeed.getAndIncrement(), nextSeed.getAndIncrement()};
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
