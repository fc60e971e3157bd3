package dev.jawa.app.task;

/// How much of the processor a container's guests may use, as a cgroup's quota has it: so many
/// nanoseconds in each period. What was used beyond is owed, what was not used is kept for one
/// period.
final class CpuBudget {

  private final double perNanosecond;
  private final double most;
  private double left;
  private long lastTime;
  private long lastUsed;

  /// @param quotaNanos of each period
  /// @param now the time in nanoseconds
  /// @param used by the guests so far
  CpuBudget(long quotaNanos, long periodNanos, long now, long used) {
    this.perNanosecond = (double) quotaNanos / periodNanos;
    this.most = quotaNanos;
    this.left = quotaNanos;
    this.lastTime = now;
    this.lastUsed = used;
  }

  /// @param now the time in nanoseconds
  /// @param used by the guests so far
  /// @return whether they may go on
  boolean allows(long now, long used) {
    left = Math.min(most, left + (now - lastTime) * perNanosecond) - (used - lastUsed);
    lastTime = now;
    lastUsed = used;
    return left >= 0;
  }
}
