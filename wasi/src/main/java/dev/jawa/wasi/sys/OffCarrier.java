package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// For calls that wait for a disk. A foreign call holds the carrier of its virtual thread, and the
/// carriers, few as they are, are those of all guests.
final class OffCarrier {

  private OffCarrier() {}

  /// What is to be called.
  @FunctionalInterface
  interface Work {
    long run() throws FileException;
  }

  /// Runs it, on a platform thread of its own if the current one is virtual, to its end even when
  /// interrupted: its descriptor must not be closed meanwhile.
  static void run(Work work) throws FileException {
    if (!Thread.currentThread().isVirtual()) {
      work.run();
      return;
    }
    FileException failure =
        CompletableFuture.supplyAsync(() -> failureOf(work), OffCarrier::start).join();
    if (failure != null) {
      throw failure;
    }
  }

  private static void start(Runnable task) {
    Thread.ofPlatform().daemon().name("jawa-sync").start(task);
  }

  private static @Nullable FileException failureOf(Work work) {
    try {
      work.run();
      return null;
    } catch (FileException e) {
      return e;
    }
  }
}
