package dev.jawa.http;

import dev.jawa.component.instantiate.ComponentInstance;
import java.util.concurrent.atomic.AtomicReference;

/// An instance for the time of one request.
final class Lease implements AutoCloseable {

  private enum State {
    RUNNING,
    INTERRUPTED,
    SUCCEEDED
  }

  private final InstancePool pool;
  private final PooledInstance pooled;
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

  Lease(InstancePool pool, PooledInstance pooled) {
    this.pool = pool;
    this.pooled = pooled;
  }

  ComponentInstance instance() {
    return pooled.instance();
  }

  /// Ends what the guest is doing; from any thread, and without effect on the requests that get the
  /// instance later.
  void interrupt() {
    if (state.compareAndSet(State.RUNNING, State.INTERRUPTED)) {
      pooled.instance().interrupt();
    }
  }

  /// The guest returned as it should.
  void succeeded() {
    state.compareAndSet(State.RUNNING, State.SUCCEEDED);
  }

  /// Gives the instance back; into the pool only after success.
  @Override
  public void close() {
    if (state.get() == State.SUCCEEDED) {
      pool.giveBack(pooled);
    } else {
      pool.giveUp(pooled);
    }
  }
}
