package dev.jawa.http;

import dev.jawa.component.instantiate.ComponentInstance;

/// An instance for the time of one request.
final class Lease implements AutoCloseable {

  private final InstancePool pool;
  private final PooledInstance pooled;
  private final Interruptible use = new Interruptible();

  Lease(InstancePool pool, PooledInstance pooled) {
    this.pool = pool;
    this.pooled = pooled;
    use.by(pooled.instance()::interrupt);
  }

  ComponentInstance instance() {
    return pooled.instance();
  }

  /// Ends what the guest is doing; from any thread, and without effect on the requests that get the
  /// instance later.
  void interrupt() {
    use.interrupt();
  }

  /// The guest returned as it should.
  void succeeded() {
    var _ = use.end();
  }

  /// Gives the instance back; into the pool only after success.
  @Override
  public void close() {
    if (use.hasEnded()) {
      pool.giveBack(pooled);
    } else {
      pool.giveUp(pooled);
    }
  }
}
