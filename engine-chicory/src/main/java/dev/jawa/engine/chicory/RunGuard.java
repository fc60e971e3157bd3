package dev.jawa.engine.chicory;

import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Knows which threads run a store's guest, so that another thread can interrupt them and nothing
/// else.
///
/// Generated code looks at the thread's interrupt flag, which is cheap. The flag belongs to the
/// thread, though: it may be raised only while the thread is inside the guest, and must be gone
/// when it leaves. Usually one thread at a time is inside, held in `runner`; a second one may come
/// while the first is parked in a host function, and is kept in `others`.
///
/// An outermost call costs two compare-and-sets; the lock is for the interrupter and for what meets
/// it.
final class RunGuard {

  /// Stands in `runner` for a thread that was interrupted, so that its leaving fails the
  /// compare-and-set.
  private static final Thread INTERRUPTED = Thread.ofVirtual().unstarted(() -> {});

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
  private final List<Thread> others = new ArrayList<>();
  private @Nullable Thread interruptedRunner;
  private volatile boolean interrupted;

  /// The thread that entered or re-entered last; a hint that saves looking for nested calls. Read
  /// and written by the thread that has the store.
  private @Nullable Thread current;

  /// Enters the guest.
  ///
  /// @return whether this is the thread's outermost call, which has to [#leave]
  boolean enter() {
    Thread me = Thread.currentThread();
    if (me == current || isInside(me)) {
      checkInterrupt();
      return false;
    }
    if (!runner.compareAndSet(null, me)) {
      addOther(me);
    }
    current = me;
    if (interrupted) {
      leave();
      throw new Trap(Trap.Kind.INTERRUPT);
    }
    return true;
  }

  private boolean isInside(Thread me) {
    Thread inside = runner.get();
    if (inside == null) {
      return false;
    }
    if (inside == me) {
      return true;
    }
    lock.lock();
    try {
      return interruptedRunner == me || others.contains(me);
    } finally {
      lock.unlock();
    }
  }

  private void addOther(Thread me) {
    lock.lock();
    try {
      others.add(me);
    } finally {
      lock.unlock();
    }
  }

  /// Leaves the guest after its outermost call.
  void leave() {
    Thread me = Thread.currentThread();
    current = null;
    if (!runner.compareAndSet(me, null)) {
      leaveSlowly(me);
    }
  }

  private void leaveSlowly(Thread me) {
    // Under the lock the interrupter is done with this thread.
    lock.lock();
    try {
      if (!others.remove(me)) {
        interruptedRunner = null;
        runner.set(null);
      }
      if (interrupted) {
        Thread.interrupted();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Traps if the store was interrupted. After every host function: it may have swallowed the
  /// thread's flag.
  void checkInterrupt() {
    if (interrupted) {
      throw new Trap(Trap.Kind.INTERRUPT);
    }
  }

  boolean isInterrupted() {
    return interrupted;
  }

  /// Whether no thread is inside, and none was told to end.
  boolean isIdle() {
    lock.lock();
    try {
      return !interrupted && runner.get() == null && others.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Interrupts what runs and refuses all that comes.
  void interrupt() {
    GuestPoll.arm();
    lock.lock();
    try {
      interrupted = true;
      Thread running = runner.get();
      if (running != null && running != INTERRUPTED && runner.compareAndSet(running, INTERRUPTED)) {
        interruptedRunner = running;
        running.interrupt();
      }
      others.forEach(Thread::interrupt);
    } finally {
      lock.unlock();
    }
  }
}
