package dev.jawa.wasi.ctx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HostClockTest {

  @Test
  void wakesWhenTheTimeHasPassed() throws InterruptedException {
    CountDownLatch woken = new CountDownLatch(1);
    long before = HostClock.SYSTEM.monotonicNanos();
    HostClock.SYSTEM.wakeAfter(2_000_000, woken::countDown);
    assertThat(woken.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(HostClock.SYSTEM.monotonicNanos() - before).isGreaterThanOrEqualTo(2_000_000);
  }

  @Test
  void doesNotWakeWhenCancelled() throws InterruptedException {
    AtomicBoolean cancelled = new AtomicBoolean();
    CountDownLatch other = new CountDownLatch(1);
    Runnable cancel = HostClock.SYSTEM.wakeAfter(5_000_000, () -> cancelled.set(true));
    cancel.run();
    cancel.run();
    HostClock.SYSTEM.wakeAfter(20_000_000, other::countDown);
    assertThat(other.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(cancelled).isFalse();
  }

  @Test
  void neverShowsANegativeInstant() {
    assertThat(HostClock.SYSTEM.monotonicNanos()).isNotNegative();
    assertThat(Duration.between(HostClock.SYSTEM.wallTime(), Instant.now()).abs())
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void countsTheCpuTimeOfAGuestsOwnThread() throws InterruptedException {
    AtomicLong used = new AtomicLong(-1);
    Thread guest =
        Thread.ofPlatform()
            .start(() -> {
              long before = HostClock.SYSTEM.cpuNanos();
              long now = before;
              while (now == before) {
                now = HostClock.SYSTEM.cpuNanos();
              }
              used.set(now - before);
            });
    guest.join();
    assertThat(used).hasPositiveValue();
    AtomicLong shared = new AtomicLong();
    Thread.ofVirtual().start(() -> shared.set(HostClock.SYSTEM.cpuNanos())).join();
    assertThat(shared).hasNegativeValue();
  }
}
