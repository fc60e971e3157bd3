package dev.jawa.app.task;

import dev.jawa.app.guest.GuestProcess;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A native process that runs, seen as a guest's.
final class NativeProcess implements GuestProcess {

  private final CompletableFuture<Exit> exit;
  private final IntConsumer signals;

  /// @param ended completes with its exit status
  /// @param signals sends it a signal
  NativeProcess(CompletableFuture<Integer> ended, IntConsumer signals) {
    this.exit = ended.thenApply(status -> new Exit(status, null));
    this.signals = signals;
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return exit;
  }

  @Override
  public void signal(int signal) {
    signals.accept(signal);
  }

  @Override
  public @Nullable InetSocketAddress address() {
    return null;
  }
}
