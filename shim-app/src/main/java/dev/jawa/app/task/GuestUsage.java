package dev.jawa.app.task;

/// What a container's guests have taken.
///
/// @param cpuNanos time on a processor
/// @param userNanos the part of it outside the kernel
/// @param memory bytes of their linear memories now
/// @param memoryPeak and at most
/// @param refusedGrowths how often they were refused more, by the container's limit
record GuestUsage(
    long cpuNanos, long userNanos, long memory, long memoryPeak, long refusedGrowths) {

  static final GuestUsage NONE = new GuestUsage(0, 0, 0, 0, 0);

  GuestUsage plus(GuestUsage other) {
    return new GuestUsage(
        cpuNanos + other.cpuNanos,
        userNanos + other.userNanos,
        memory + other.memory,
        memoryPeak + other.memoryPeak,
        refusedGrowths + other.refusedGrowths);
  }
}
