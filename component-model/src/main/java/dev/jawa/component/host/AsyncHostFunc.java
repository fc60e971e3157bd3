package dev.jawa.component.host;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A function of the host whose WIT type is `async`: it begins the work and returns; the guest goes
/// on meanwhile. Spec: `CanonicalABI.md`, `canon lower`.
///
/// What the stage completes with, from whatever thread, is the result; a `Trap` ends the guest, and
/// anything else it fails with reaches whoever drives the component unwrapped. A guest that cancels
/// the call cancels the stage's future: if that is cancelled in consequence, the call has ended
/// without a result, otherwise the guest waits for the result as before.
///
/// @param <C> what belongs to one store
@SuppressWarnings("FunctionalInterfaceMethodChanged") // [#call] is [#start] and a wait
@FunctionalInterface
public interface AsyncHostFunc<C> extends HostFunc<C> {

  /// Begins the work; runs while no guest of the store does, so it must not block.
  ///
  /// @param args the values as `dev.jawa.component.value` describes them
  CompletionStage<? extends @Nullable Object> start(C context, Object[] args);

  /// Begins the work and waits for it: for callers without an event loop.
  @Override
  default @Nullable Object call(C context, Object[] args) {
    try {
      return start(context, args).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// Runs a function that blocks on a virtual thread of its own, which a cancelled call interrupts.
  static <C> AsyncHostFunc<C> blocking(HostFunc<C> body) {
    return (context, args) -> new BlockingCall<>(body, context, args).begin();
  }

  /// One call of a function that blocks.
  final class BlockingCall<C> extends CompletableFuture<@Nullable Object> {
    private final Thread thread;

    private BlockingCall(HostFunc<C> body, C context, Object[] args) {
      this.thread = Thread.ofVirtual().name("host-call").unstarted(() -> run(body, context, args));
    }

    private CompletionStage<@Nullable Object> begin() {
      thread.start();
      return this;
    }

    private void run(HostFunc<C> body, C context, Object[] args) {
      try {
        complete(body.call(context, args));
      } catch (RuntimeException | Error e) {
        completeExceptionally(e);
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean cancelled = super.cancel(mayInterrupt);
      if (cancelled) {
        thread.interrupt();
      }
      return cancelled;
    }
  }
}
