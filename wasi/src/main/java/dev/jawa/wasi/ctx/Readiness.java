package dev.jawa.wasi.ctx;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// A [Pollable] over a condition: whoever may have made it true says so with [#changed()], without
/// holding a lock that the condition or a woken thread needs.
public final class Readiness implements Pollable {

  private final BooleanSupplier condition;
  private final Queue<Wake> wakes = new ConcurrentLinkedQueue<>();

  /// @param condition asked from any thread; quick
  public Readiness(BooleanSupplier condition) {
    this.condition = condition;
  }

  /// Ready when the future is done, however it ended.
  public static Readiness of(CompletableFuture<?> future) {
    Readiness readiness = new Readiness(future::isDone);
    var _ = future.whenComplete((_, _) -> readiness.changed());
    return readiness;
  }

  /// Wakes everybody who waits; they ask the condition themselves.
  public void changed() {
    for (Wake wake = wakes.poll(); wake != null; wake = wakes.poll()) {
      wake.fire();
    }
  }

  @Override
  public boolean isReady() {
    return condition.getAsBoolean();
  }

  @Override
  public Runnable onReady(Runnable action) {
    Wake wake = new Wake(action);
    wakes.add(wake);
    // Asked after the registration: a change in between is seen either here or by changed().
    if (isReady()) {
      wakes.remove(wake);
      wake.fire();
    }
    return () -> wakes.remove(wake);
  }

  private static final class Wake {
    private final Runnable action;
    private final AtomicBoolean fired = new AtomicBoolean();

    Wake(Runnable action) {
      this.action = action;
    }

    void fire() {
      if (fired.compareAndSet(false, true)) {
        action.run();
      }
    }
  }
}
