package dev.jawa.wasi.ctx;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The clocks of a guest.
public interface HostClock {

  /// Nanoseconds since an arbitrary point; never goes back.
  long monotonicNanos();

  Instant wallTime();

  /// The step of the monotonic clock in nanoseconds.
  default long monotonicResolutionNanos() {
    return 1;
  }

  /// The step of the wall clock in nanoseconds, less than a second.
  default int wallResolutionNanos() {
    return 1;
  }

  /// The CPU time that the calling thread, which is the guest's, has used so far, in nanoseconds;
  /// negative where nobody counts it.
  default long cpuNanos() {
    return -1;
  }

  /// The time zone that the guest is in.
  default ZoneId zone() {
    return ZoneOffset.UTC;
  }

  /// Has `wake` called once, from any thread, when so many nanoseconds of the monotonic clock have
  /// passed.
  ///
  /// @return cancels it; may be run more than once
  default Runnable wakeAfter(long nanos, Runnable wake) {
    // The JDK's own timer thread: no thread of ours, and a cancelled timer is removed.
    CompletableFuture<Boolean> timer = new CompletableFuture<>();
    var _ = timer.thenRun(wake);
    timer.completeOnTimeout(true, nanos, TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  /// The clocks of this machine; the monotonic one starts at 0 when it is first used.
  HostClock SYSTEM =
      new HostClock() {
        // Some guests take the instant for unsigned, and nanoTime may be negative.
        private final long origin = System.nanoTime();

        @Override
        public long monotonicNanos() {
          return System.nanoTime() - origin;
        }

        @Override
        public Instant wallTime() {
          return Instant.now();
        }

        @Override
        public long cpuNanos() {
          // The JVM counts for platform threads only.
          return Thread.currentThread().isVirtual()
              ? -1
              : ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
      };
}
