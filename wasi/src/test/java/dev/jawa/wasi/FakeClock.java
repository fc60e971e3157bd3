package dev.jawa.wasi;

import dev.jawa.wasi.ctx.HostClock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that goes when the test says so.
public final class FakeClock implements HostClock {

  /// What it tells of CPU time.
  public volatile long cpu = -1;

  private final AtomicLong now = new AtomicLong(1_000);
  private final Map<Long, Runnable> wakes = new ConcurrentSkipListMap<>();

  /// Moves on and wakes whoever waited for that.
  public void advance(long nanos) {
    long time = now.addAndGet(nanos);
    wakes
        .entrySet()
        .removeIf(wake -> {
          boolean due = wake.getKey() <= time;
          if (due) {
            wake.getValue().run();
          }
          return due;
        });
  }

  /// How many waits are pending.
  public int waiting() {
    return wakes.size();
  }

  @Override
  public long monotonicNanos() {
    return now.get();
  }

  @Override
  public long cpuNanos() {
    return cpu;
  }

  @Override
  public Instant wallTime() {
    return Instant.ofEpochSecond(1_700_000_000L, now.get());
  }

  @Override
  public long monotonicResolutionNanos() {
    return 7;
  }

  @Override
  public int wallResolutionNanos() {
    return 11;
  }

  @Override
  public ZoneId zone() {
    return ZoneId.of("Europe/Vienna");
  }

  @Override
  public Runnable wakeAfter(long nanos, Runnable wake) {
    long when = now.get() + nanos;
    wakes.put(when, wake);
    return () -> wakes.remove(when);
  }
}
