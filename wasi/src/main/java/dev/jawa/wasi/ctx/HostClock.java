package dev.jawa.wasi.ctx;

import java.time.Instant;

/// The clocks of a guest.
public interface HostClock {

  /// Nanoseconds since an arbitrary point; never goes back.
  long monotonicNanos();

  Instant wallTime();

  /// The clocks of this machine.
  HostClock SYSTEM =
      new HostClock() {
        @Override
        public long monotonicNanos() {
          return System.nanoTime();
        }

        @Override
        public Instant wallTime() {
          return Instant.now();
        }
      };
}
