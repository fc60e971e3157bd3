package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.ThreadLocalAction;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.graalvm.polyglot.Context;
import org.graalvm.wasm.WasmContext;
import org.graalvm.wasm.WasmLanguage;
import org.jspecify.annotations.Nullable;

/// Knows which threads run a store's guest: they have entered its context, and another thread can
/// interrupt them and nothing else.
///
/// A guest in compiled code stops at Truffle's next safepoint, which costs its loops nothing; a
/// host function that blocks has its thread interrupted. Closing waits for nobody: the last one to
/// leave frees what the guest had.
final class StoreGuard implements StoreGroup.Member {

  /// Thrown at a safepoint of an interrupted guest. Wasm cannot catch it.
  @SuppressWarnings("serial")
  static final class Interrupted extends AbstractTruffleException {}

  private final @Nullable StoreGroup group;
  private final ReentrantLock lock = new ReentrantLock();
  private final Context context;
  private final WasmContext wasm;
  private final List<Thread> inside = new ArrayList<>();
  private volatile boolean interrupted;
  private boolean closed;

  /// The thread that entered last; a hint that saves looking for nested calls.
  private @Nullable Thread current;

  /// @param group of the store, or `null`
  StoreGuard(Context context, @Nullable StoreGroup group) {
    this.context = context;
    this.group = group;
    context.initialize(WasmLanguage.ID);
    context.enter();
    try {
      this.wasm = WasmContext.get(null);
    } finally {
      context.leave();
    }
  }

  WasmContext wasm() {
    return wasm;
  }

  /// Enters the guest.
  ///
  /// @return whether this is the thread's outermost call, which has to [#leave]
  boolean enter() {
    Thread me = Thread.currentThread();
    if (me == current || isInside(me)) {
      checkInterrupt();
      return false;
    }
    add(me);
    boolean entered = false;
    try {
      context.enter();
      entered = true;
      current = me;
      waitWhileHeld();
      checkInterrupt();
      return true;
    } catch (Trap e) {
      leave();
      throw e;
    } finally {
      if (!entered) {
        remove(me);
      }
    }
  }

  private boolean isInside(Thread me) {
    lock.lock();
    try {
      return inside.contains(me);
    } finally {
      lock.unlock();
    }
  }

  private void add(Thread me) {
    lock.lock();
    try {
      checkInterrupt();
      if (closed) {
        throw new IllegalStateException("the store is closed");
      }
      inside.add(me);
    } finally {
      lock.unlock();
    }
  }

  /// Leaves the guest after its outermost call.
  void leave() {
    current = null;
    context.leave();
    remove(Thread.currentThread());
  }

  private void remove(Thread me) {
    boolean last;
    lock.lock();
    try {
      inside.remove(me);
      last = closed && inside.isEmpty();
      if (interrupted) {
        // Under the lock the interrupter is done with this thread.
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
    if (last) {
      context.close();
    }
  }

  private void waitWhileHeld() {
    if (group != null) {
      group.awaitRunning(() -> interrupted);
    }
  }

  /// What runs comes to Truffle's next safepoint; what is in the host, when it is back.
  @Override
  public void held() {
    lock.lock();
    try {
      if (!inside.isEmpty() && !closed) {
        var _ = wasm.environment().submitThreadLocal(inside.toArray(Thread[]::new), new Wait());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether nobody is inside, and nobody is to be kept out.
  boolean isIdle() {
    lock.lock();
    try {
      return inside.isEmpty() && !interrupted && !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Traps if the store was interrupted.
  void checkInterrupt() {
    if (interrupted) {
      throw new Trap(Trap.Kind.INTERRUPT);
    }
  }

  /// Interrupts what runs and refuses all that comes.
  void interrupt() {
    lock.lock();
    try {
      interrupted = true;
      if (!inside.isEmpty()) {
        inside.forEach(Thread::interrupt);
        var _ = wasm.environment().submitThreadLocal(inside.toArray(Thread[]::new), new Stop());
      }
    } finally {
      lock.unlock();
    }
    if (group != null) {
      group.wake();
    }
  }

  /// Frees the context now, or, after an interrupt, when the last thread has left it.
  void close() {
    boolean idle;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      idle = inside.isEmpty();
    } finally {
      lock.unlock();
    }
    if (idle) {
      context.close();
    } else {
      interrupt();
    }
  }

  private final class Wait extends ThreadLocalAction {

    Wait() {
      super(false, false);
    }

    @Override
    protected void perform(Access access) {
      waitWhileHeld();
    }
  }

  private static final class Stop extends ThreadLocalAction {

    Stop() {
      super(true, false);
    }

    @Override
    protected void perform(Access access) {
      throw new Interrupted();
    }
  }
}
