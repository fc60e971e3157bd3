package dev.jawa.app.duel;

import dev.jawa.wasi.ctx.HostClock;
import dev.jawa.wasi.ctx.HostRandom;
import java.time.Instant;
import java.util.Random;

/// Time and randomness that are the same in every run: each look at the clock takes a millisecond.
final class SteadyHost implements HostClock, HostRandom {

  private static final long STEP_NANOS = 1_000_000;
  private static final Instant BEGIN = Instant.parse("2000-01-01T00:00:00Z");
  private static final long SEED = 42;

  private final Random random = new Random(SEED);
  private long now;

  @Override
  public long monotonicNanos() {
    now += STEP_NANOS;
    return now;
  }

  @Override
  public Instant wallTime() {
    return BEGIN.plusNanos(monotonicNanos());
  }

  @Override
  public Runnable wakeAfter(long nanos, Runnable wake) {
    now += nanos;
    wake.run();
    return () -> {};
  }

  @Override
  public byte[] secure(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public byte[] insecure(int length) {
    return secure(length);
  }

  @Override
  public long[] insecureSeed() {
    return new long[] {SEED, SEED};
  }
}
