package dev.jawa.app.guest;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// How deep guests may get: what they use is the stack of the thread that runs them, so a limit is
/// the size of that stack.
final class GuestStacks {

  /// What a thread has that nobody limited. Address space, not memory: pages are only used when a
  /// guest gets that deep.
  private static final long UNLIMITED = 64L << 20;

  /// What the JVM keeps for itself at a stack's end, and what host functions need.
  private static final long FOR_THE_HOST = 256 << 10;

  private GuestStacks() {}

  /// The size of the stack of a guest's own thread, in bytes.
  static long size(GuestSpec spec) {
    Long limit = spec.stackBytes();
    return limit == null ? UNLIMITED : saturated(limit);
  }

  /// Runs requests where the guest's stack is limited, on platform threads, since all virtual
  /// threads have stacks of one size; and where somebody counts them. `null` where neither is so.
  static @Nullable Executor forRequests(GuestSpec spec) {
    Long limit = spec.stackBytes();
    GuestThreads threads = spec.threads();
    return limit == null ? threads.requests() : threads.requests(saturated(limit));
  }

  private static long saturated(long limit) {
    return Math.min(limit, Long.MAX_VALUE >> 1) + FOR_THE_HOST;
  }
}
