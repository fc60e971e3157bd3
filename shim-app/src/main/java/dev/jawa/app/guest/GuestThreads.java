package dev.jawa.app.guest;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Where a guest's code runs.
public interface GuestThreads {

  /// The thread of a guest that runs from start to end, not started yet.
  ///
  /// @param stackBytes the depth of its recursion
  Thread command(String name, long stackBytes, Runnable body);

  /// Where the requests of an HTTP guest are answered, or `null` for virtual threads of the
  /// server's own.
  @Nullable Executor requests();

  /// Threads that nobody counts.
  GuestThreads ORDINARY =
      new GuestThreads() {
        @Override
        public Thread command(String name, long stackBytes, Runnable body) {
          return Thread.ofPlatform().daemon().name(name).stackSize(stackBytes).unstarted(body);
        }

        @Override
        public @Nullable Executor requests() {
          return null;
        }
      };
}
