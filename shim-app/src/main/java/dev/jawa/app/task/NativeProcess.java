package dev.jawa.app.task;

import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.oci.Holder;
import dev.jawa.engine.Trap;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A native process that runs, seen as a guest's.
final class NativeProcess implements GuestProcess {

  private final CompletableFuture<Exit> exit;
  private final IntConsumer signals;

  private NativeProcess(CompletableFuture<Exit> exit, IntConsumer signals) {
    this.exit = exit;
    this.signals = signals;
  }

  /// The container's own. If the kernel ended one of them for want of memory, it is told with its
  /// end.
  static NativeProcess ofContainer(Holder holder) {
    return new NativeProcess(
        holder
            .ended()
            .thenApply(status ->
                new Exit(status, null, holder.ranOutOfMemory() ? Trap.Kind.MEMORY_LIMIT : null)),
        holder::signal);
  }

  /// One that was executed in it.
  ///
  /// @param ended completes with its exit status
  /// @param signals sends it a signal
  static NativeProcess beside(CompletableFuture<Integer> ended, IntConsumer signals) {
    return new NativeProcess(ended.thenApply(status -> new Exit(status, null)), signals);
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
