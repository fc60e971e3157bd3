package dev.jawa.http.loop;

import java.util.concurrent.atomic.AtomicInteger;

/// Whether the requests of one handler are quick enough for event loops, judged by those before. A
/// slow one costs as much as many quick ones earn, and who had to leave the loops has to earn more
/// than before to come back.
final class Pace {

  /// What has to be earned, at first.
  static final int ENTRY = 128;

  /// What a slow request costs: with more than one in so many, a handler does not get to the loops.
  static final int SLOW = 32;

  /// The most that can be put by.
  private static final int BEST = 2 * ENTRY;

  private static final int LONGEST_PENALTY = 1 << 20;

  private final AtomicInteger score = new AtomicInteger();
  private final AtomicInteger penalty = new AtomicInteger(ENTRY);
  private volatile boolean quick;

  /// Whether the next request goes to the loop.
  boolean isQuick() {
    return quick;
  }

  /// A request that held nobody up is over.
  void quick() {
    if (score.get() < BEST && score.incrementAndGet() == ENTRY) {
      quick = true;
    }
  }

  /// A request did or will hold up what is on its thread.
  void slow() {
    int left = score.updateAndGet(now -> Math.max(now - SLOW, -penalty.get()));
    if (quick && left < 0) {
      quick = false;
      score.set(-penalty.updateAndGet(before -> Math.min(2 * before, LONGEST_PENALTY)));
    }
  }
}
