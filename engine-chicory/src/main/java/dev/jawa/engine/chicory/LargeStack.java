package dev.jawa.engine.chicory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// Runs what walks deep trees on a thread with room for it: a `switch` of thousands of cases is a
/// nest of as many blocks.
final class LargeStack {

  /// Reserved, not used, for most.
  private static final long BYTES = 128L << 20;

  private LargeStack() {}

  /// The result of the call, or what it threw.
  static <T> T call(String threadName, Supplier<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            result.complete(call.get());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    Thread thread = new Thread(null, task, threadName, BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return result.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    }
  }
}
