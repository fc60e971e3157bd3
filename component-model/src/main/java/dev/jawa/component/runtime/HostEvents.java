package dev.jawa.component.runtime;

import dev.jawa.engine.Trap;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// What the host has to tell a store from other threads. Whoever drives the store runs it when no
/// guest has the turn; where nothing can go on and the host has promised something, it parks here.
/// Only [#post], [#promise], [#kept] and [#interrupt] may be called by anyone, the rest by who has
/// the turn.
public final class HostEvents {

  private final LinkedBlockingQueue<Runnable> arrived = new LinkedBlockingQueue<>();
  private final Set<CompletableFuture<?>> promises = ConcurrentHashMap.newKeySet();
  private final Set<Runnable> closers = new LinkedHashSet<>();
  private volatile boolean closed;
  private volatile boolean interrupted;
  private int expected;

  HostEvents() {}

  /// Something to be done by the thread that drives the store; ignored once that is closed.
  public void post(Runnable event) {
    if (!closed) {
      arrived.add(event);
    }
  }

  /// The host will post something, so that waiting makes sense.
  public void expect() {
    expected++;
  }

  /// The opposite of [#expect].
  public void expectNoMore() {
    expected--;
  }

  /// A future that fails if the store does before it is completed.
  public <T extends @Nullable Object> CompletableFuture<T> promise(CompletableFuture<T> future) {
    promises.add(future);
    if (closed) {
      fail(closedStore());
    }
    return future;
  }

  private static RuntimeException closedStore() {
    return new IllegalStateException("the store is closed");
  }

  /// What is to be done when the store is closed.
  void onClose(Runnable closer) {
    closers.add(closer);
  }

  /// It is done already.
  void withoutClose(Runnable closer) {
    closers.remove(closer);
  }

  /// A [#promise] is kept.
  public void kept(CompletableFuture<?> future) {
    promises.remove(future);
  }

  /// Runs what has arrived.
  void runArrived() {
    for (Runnable event = arrived.poll(); event != null; event = arrived.poll()) {
      checkInterrupt();
      event.run();
    }
  }

  /// Waits for the next event and runs it.
  ///
  /// @return whether there can be one
  boolean runNext() {
    return expected > 0 && awaitNext();
  }

  /// Like [#runNext], for a host that posts what nobody expects.
  boolean awaitNext() {
    checkInterrupt();
    try {
      Runnable event = arrived.take();
      checkInterrupt();
      event.run();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Trap(Trap.Kind.INTERRUPT);
    }
  }

  boolean isExpecting() {
    return expected > 0 || !arrived.isEmpty();
  }

  private void checkInterrupt() {
    if (interrupted) {
      throw new Trap(Trap.Kind.INTERRUPT);
    }
  }

  /// Ends waiting with a trap, now and later.
  public void interrupt() {
    interrupted = true;
    post(() -> {});
  }

  /// The store will not keep its promises.
  void fail(Throwable reason) {
    Set<CompletableFuture<?>> broken = new LinkedHashSet<>(promises);
    promises.clear();
    broken.forEach(future -> future.completeExceptionally(reason));
  }

  void close() {
    closed = true;
    arrived.clear();
    fail(closedStore());
    closers.forEach(Runnable::run);
    closers.clear();
  }

  /// What a stage of the host has completed with; throws what it has failed with.
  public static <T extends @Nullable Object> T valueOf(CompletableFuture<T> complete) {
    if (complete.state() != Future.State.FAILED) {
      return complete.resultNow();
    }
    switch (complete.exceptionNow()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("the host failed", e);
    }
  }
}
