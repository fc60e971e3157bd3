package dev.jawa.wasi;

import dev.jawa.wasi.ctx.HostRandom;
import java.util.Arrays;

/// Randomness that is none: `secure` is all 1, `insecure` is all 2, the seed is 3 and 4.
public final class FakeRandom implements HostRandom {

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
    return new long[] {3, 4};
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
