package dev.jawa.wasi.p2.sockets;

import java.util.concurrent.TimeUnit;

/// Numbers as guests give them, brought into the range that systems take.
final class SocketNumbers {

  private static final int LONGEST_KEEP_ALIVE_SECONDS = 32_767;
  private static final int MOST_KEEP_ALIVE_PACKETS = 127;
  private static final int LARGEST_BUFFER = 1 << 30;

  private SocketNumbers() {}

  /// Whole seconds of so many unsigned nanoseconds, rounded up.
  static int seconds(long nanos) throws SocketFailure {
    requireNotZero(nanos);
    long seconds = Long.divideUnsigned(nanos - 1, TimeUnit.SECONDS.toNanos(1)) + 1;
    return clamp(seconds, LONGEST_KEEP_ALIVE_SECONDS);
  }

  static long nanos(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  static int packets(long count) throws SocketFailure {
    requireNotZero(count);
    return clamp(count, MOST_KEEP_ALIVE_PACKETS);
  }

  static int bufferSize(long bytes) throws SocketFailure {
    requireNotZero(bytes);
    return clamp(bytes, LARGEST_BUFFER);
  }

  static int hops(int value) throws SocketFailure {
    requireNotZero(value);
    return value;
  }

  private static int clamp(long value, int most) {
    return (int) (Long.compareUnsigned(value, most) > 0 ? most : value);
  }

  private static void requireNotZero(long value) throws SocketFailure {
    if (value == 0) {
      throw new SocketFailure(ErrorCode.INVALID_ARGUMENT);
    }
  }
}
