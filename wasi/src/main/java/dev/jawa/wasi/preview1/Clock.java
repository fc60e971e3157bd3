package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.HostClock;
import java.time.Instant;

/// `clock_*`. A guest is one thread: the CPU time of its process and of its thread are the same.
final class Clock {

  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  private static final int PROCESS_CPU = 2;
  private static final int THREAD_CPU = 3;

  private static final long NANOS = 1_000_000_000;

  private Clock() {}

  static void bind(Functions functions) {
    functions
        .add("clock_res_get", "ii", Clock::resolution)
        .add("clock_time_get", "ili", Clock::time);
  }

  private static void resolution(Call call) throws ErrnoException {
    long nanos =
        switch (call.i32(0)) {
          case REALTIME -> call.context().clock().wallResolutionNanos();
          case MONOTONIC -> call.context().clock().monotonicResolutionNanos();
          case PROCESS_CPU, THREAD_CPU -> {
            cpuNanos(call);
            yield 1;
          }
          default -> throw new ErrnoException(Errno.INVAL);
        };
    call.memory().putU64(call.u32(1), nanos);
  }

  private static void time(Call call) throws ErrnoException {
    long nanos =
        switch (call.i32(0)) {
          case PROCESS_CPU, THREAD_CPU -> cpuNanos(call);
          default -> now(call.context().clock(), call.i32(0));
        };
    call.memory().putU64(call.u32(2), nanos);
  }

  private static long cpuNanos(Call call) throws ErrnoException {
    long nanos = call.context().clock().cpuNanos();
    if (nanos < 0) {
      throw new ErrnoException(Errno.INVAL);
    }
    return nanos;
  }

  /// The time of a clock that can be waited for, in nanoseconds.
  static long now(HostClock clock, int id) throws ErrnoException {
    return switch (id) {
      case REALTIME -> nanos(clock.wallTime());
      case MONOTONIC -> clock.monotonicNanos();
      default -> throw new ErrnoException(Errno.INVAL);
    };
  }

  /// A `timestamp`; what does not fit 64 bits (before 1970, after 2554) is cut to fit.
  static long nanos(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), 0, Long.divideUnsigned(-1, NANOS) - 1);
    return seconds * NANOS + time.getNano();
  }

  /// The time that a `timestamp` says.
  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Long.divideUnsigned(nanos, NANOS), Long.remainderUnsigned(nanos, NANOS));
  }
}
