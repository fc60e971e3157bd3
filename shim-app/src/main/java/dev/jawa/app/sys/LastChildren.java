package dev.jawa.app.sys;

import java.time.Duration;
import java.util.List;

/// What this process has started, and what became its own as an orphan, when it ends itself.
public final class LastChildren {

  private static final Duration LAST = Duration.ofSeconds(1);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private LastChildren() {}

  /// Waits for their ends; who takes longer is told to end, and in the end made to.
  ///
  /// @param patience how long they have
  public static void end(Duration patience) throws InterruptedException {
    if (!areGone(patience)) {
      theirs().forEach(ProcessHandle::destroy);
      if (!areGone(LAST)) {
        theirs().forEach(ProcessHandle::destroyForcibly);
        var _ = areGone(LAST);
      }
    }
  }

  private static List<ProcessHandle> theirs() {
    return ProcessHandle.current().descendants().toList();
  }

  private static boolean areGone(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!theirs().isEmpty()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    return true;
  }
}
