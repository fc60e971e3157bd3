package dev.jawa.http;

/// How many requests one client may send.
///
/// @param perSecond on the long run
/// @param burst at once, after a pause
public record RateLimit(int perSecond, int burst) {
  public RateLimit {
    if (perSecond < 1 || perSecond > 1_000_000_000) {
      throw new IllegalArgumentException(
          "a rate must be between 1 and 1000000000 per second, is " + perSecond);
    }
    if (burst < 1) {
      throw new IllegalArgumentException("a burst must be at least 1, is " + burst);
    }
  }

  long intervalNanos() {
    return 1_000_000_000L / perSecond;
  }
}
