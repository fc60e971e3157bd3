package dev.jawa.http;

import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.instantiate.NotReusableException;
import dev.jawa.component.instantiate.ReusableInstance;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.http.loop.RequestThread;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The instances of one component, made as new between requests instead of being made anew. Where
/// that is not possible each request gets a fresh one; nobody but the clock sees the difference.
public final class InstancePool implements AutoCloseable {

  /// Where the making of instances stands.
  private enum Mode {
    /// They can be used again, as far as is known.
    REUSABLE,
    /// Likewise, but their initialisation fails: the request that needs one shall hear of it.
    FAILING,
    /// They cannot.
    ANEW
  }

  private final LinkedComponent<WasiContext> component;
  private final StoreLimits limits;
  private final ComponentLimits componentLimits;
  private final ContextMaker contexts;
  private final PoolOptions options;
  private final Consumer<String> notice;
  private final IdleInstances idle;
  private final AtomicReference<Mode> mode;
  private final AtomicReference<@Nullable Interruptible> maker = new AtomicReference<>();
  private volatile WeakReference<ReusableInstance<WasiContext>> twin = new WeakReference<>(null);
  private volatile boolean closed;

  /// Begins to make the first instance, on a thread of its own.
  ///
  /// @param limits of each instance
  /// @param componentLimits likewise
  /// @param contexts makes what an instance may touch; closed when the instance is made as new or
  ///   given up
  /// @param notice is told, at most once, why no instance can be used again
  public InstancePool(
      LinkedComponent<WasiContext> component,
      StoreLimits limits,
      ComponentLimits componentLimits,
      ContextMaker contexts,
      PoolOptions options,
      Consumer<String> notice) {
    this.component = component;
    this.limits = limits;
    this.componentLimits = componentLimits;
    this.contexts = contexts;
    this.options = options;
    this.notice = notice;
    this.idle = new IdleInstances(options);
    this.mode = new AtomicReference<>(options.maxIdle() > 0 ? Mode.REUSABLE : Mode.ANEW);
    makeAhead();
  }

  /// An instance for a request: one that waits, or a fresh one.
  ///
  /// @param number of the request
  /// @param making interrupts it while there is no instance yet
  /// @throws IOException if its context cannot be made
  /// @throws Trap if its initialisation traps or is interrupted
  Lease take(long number, Interruptible making) throws IOException {
    PooledInstance waiting = idle.take();
    if (waiting != null && !waiting.isNew()) {
      return new Lease(this, waiting);
    }
    if (idle.size() == 0) {
      makeAhead();
    }
    if (waiting == null) {
      RequestThread.takesLong();
    }
    PooledInstance begun = begin(waiting, number, making);
    if (!making.end()) {
      begun.close();
      throw new Trap(Trap.Kind.INTERRUPT);
    }
    return new Lease(this, begun);
  }

  private PooledInstance begin(@Nullable PooledInstance waiting, long number, Interruptible making)
      throws IOException {
    WasiContext context = null;
    PooledInstance begun = null;
    try {
      context = contexts.make(number);
      begun = begin(waiting, context, making);
      return begun;
    } finally {
      if (begun == null) {
        failed(waiting, context);
      }
    }
  }

  private void failed(@Nullable PooledInstance waiting, @Nullable WasiContext context) {
    if (context != null) {
      context.close();
    }
    if (waiting != null && !idle.put(waiting)) {
      waiting.close();
    }
  }

  private PooledInstance begin(
      @Nullable PooledInstance waiting, WasiContext context, Interruptible making) {
    PooledInstance taken = waiting == null ? makeReusable(making) : waiting;
    if (taken == null) {
      return PooledInstance.of(
          component.instantiate(context, limits, componentLimits, making::by), context);
    }
    taken.begin(context);
    return taken;
  }

  /// Takes back what served a request without failing.
  void giveBack(PooledInstance used) {
    boolean kept = false;
    try {
      kept = (used.countUse() < options.maxReuse() || used.renew()) && idle.put(used);
    } finally {
      if (!kept) {
        used.close();
      }
    }
  }

  /// Takes back what is of no use any more.
  void giveUp(PooledInstance used) {
    used.close();
  }

  /// How many instances wait for a request.
  public int idle() {
    return idle.size();
  }

  /// Whether one is being made ahead.
  boolean isMaking() {
    return maker.get() != null;
  }

  // Making

  private @Nullable PooledInstance makeReusable(Interruptible making) {
    if (mode.get() == Mode.ANEW) {
      return null;
    }
    try {
      ReusableInstance<WasiContext> made =
          component.instantiateReusable(limits, componentLimits, twin.get(), making::by);
      twin = new WeakReference<>(made);
      return PooledInstance.of(made);
    } catch (NotReusableException e) {
      if (mode.getAndSet(Mode.ANEW) != Mode.ANEW) {
        notice.accept("every request gets a new instance: " + e.getMessage());
      }
      return null;
    }
  }

  /// Makes an instance for the next request while this one runs, or none does.
  private void makeAhead() {
    if (options.warm() == 0 || mode.get() != Mode.REUSABLE || closed || maker.get() != null) {
      return;
    }
    Interruptible making = new Interruptible();
    if (maker.compareAndSet(null, making)) {
      Thread.ofVirtual().name("jawa-instances").start(() -> makeOne(making));
      if (closed) {
        making.interrupt();
      }
    }
  }

  private void makeOne(Interruptible making) {
    try {
      PooledInstance made = makeReusable(making);
      if (made != null && !(making.end() && idle.put(made))) {
        made.close();
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      mode.compareAndSet(Mode.REUSABLE, Mode.FAILING);
    } finally {
      maker.set(null);
    }
  }

  /// Gives up the instances that wait; those under way as they come back.
  @Override
  public void close() {
    closed = true;
    Interruptible making = maker.get();
    if (making != null) {
      making.interrupt();
    }
    idle.close();
  }
}
