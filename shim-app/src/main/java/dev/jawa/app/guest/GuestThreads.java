package dev.jawa.app.guest;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Where a guest's code runs.
public interface GuestThreads {

  /// The thread of a guest that runs from start to end, not started yet.
  ///
  /// @param stackBytes the depth of its recursion
  /// @param ended what comes after the body, when the thread does not count as one any more
  /// @throws GuestException if there may be no more
  Thread command(String name, long stackBytes, Runnable body, Runnable ended);

  /// A thread of a guest that runs already and takes turns with its others, not started yet: it
  /// counts as no further guest.
  ///
  /// @param stackBytes the depth of its recursion
  Thread task(String name, long stackBytes, Runnable body);

  /// Where the requests of an HTTP guest are answered, or `null` for virtual threads of the
  /// server's own.
  @Nullable Executor requests();

  /// The same on platform threads whose stacks are of this size.
  Executor requests(long stackBytes);

  /// A platform thread, not started yet, that does not keep the process alive.
  static Thread thread(String name, long stackBytes, Runnable body) {
    return Thread.ofPlatform().daemon().name(name).stackSize(stackBytes).unstarted(body);
  }

  /// Threads that nobody counts.
  GuestThreads ORDINARY =
      new GuestThreads() {
        @Override
        public Thread command(String name, long stackBytes, Runnable body, Runnable ended) {
          return thread(
              name,
              stackBytes,
              () -> {
                body.run();
                ended.run();
              });
        }

        @Override
        public Thread task(String name, long stackBytes, Runnable body) {
          return thread(name, stackBytes, body);
        }

        @Override
        public @Nullable Executor requests() {
          return null;
        }

        @Override
        public Executor requests(long stackBytes) {
          return task -> thread("jawa-request", stackBytes, task).start();
        }
      };
}
