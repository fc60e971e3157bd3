package dev.jawa.http;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.ReusableInstance;
import dev.jawa.wasi.ctx.WasiContext;
import org.jspecify.annotations.Nullable;

/// An instance with its context, while it has one. Belongs to the pool or to one [Lease].
final class PooledInstance implements AutoCloseable {

  /// `null` if it cannot be made as new.
  private final @Nullable ReusableInstance<WasiContext> reusable;

  private @Nullable ComponentInstance instance;
  private @Nullable WasiContext context;
  private int uses;
  private long bytes;
  private long idleSince;

  private PooledInstance(@Nullable ReusableInstance<WasiContext> reusable) {
    this.reusable = reusable;
  }

  /// One that nobody has used.
  static PooledInstance of(ReusableInstance<WasiContext> reusable) {
    PooledInstance pooled = new PooledInstance(reusable);
    pooled.bytes = reusable.heldBytes();
    return pooled;
  }

  /// One that was made for its context.
  static PooledInstance of(ComponentInstance instance, WasiContext context) {
    PooledInstance pooled = new PooledInstance(null);
    pooled.instance = instance;
    pooled.context = context;
    return pooled;
  }

  @Nullable ReusableInstance<WasiContext> reusable() {
    return reusable;
  }

  /// Whether it waits for a context.
  boolean isNew() {
    return instance == null;
  }

  void begin(WasiContext given) {
    if (reusable == null) {
      throw new IllegalStateException("the instance has its context");
    }
    context = given;
    instance = reusable.begin(given);
  }

  ComponentInstance instance() {
    if (instance == null) {
      throw new IllegalStateException("the instance has no context");
    }
    return instance;
  }

  /// How many requests it has served since it was new.
  int countUse() {
    return ++uses;
  }

  /// Makes it as new and closes its context.
  ///
  /// @return `false` if that is not possible; it is to be closed then
  boolean renew() {
    if (reusable == null || !reusable.reset()) {
      return false;
    }
    instance = null;
    uses = 0;
    bytes = reusable.heldBytes();
    closeContext();
    return true;
  }

  private void closeContext() {
    WasiContext closing = context;
    context = null;
    if (closing != null) {
      closing.close();
    }
  }

  long bytes() {
    return bytes;
  }

  long idleSince() {
    return idleSince;
  }

  void idleSince(long nanos) {
    idleSince = nanos;
  }

  /// Drops what the guest holds, then closes the context.
  @Override
  public void close() {
    try {
      if (reusable != null) {
        reusable.close();
      } else if (instance != null) {
        instance.close();
      }
    } finally {
      closeContext();
    }
  }
}
