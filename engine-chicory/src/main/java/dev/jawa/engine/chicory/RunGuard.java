package dev.jawa.engine.chicory;

import dev.jawa.engine.StoreGroup;
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
///
/// Where the store belongs to a group, its guest may be held as well. Who holds it looks whether
/// the guest is in the host, after saying that it is held; the guest says where it goes and then
/// looks whether it is held. So one of them always sees the other.
final class RunGuard implements StoreGroup.Member {

  /// Stands in `runner` for a thread that was interrupted, so that its leaving fails the
  /// compare-and-set.
  private static final Thread INTERRUPTED = Thread.ofVirtual().unstarted(() -> {});

  private final @Nullable StoreGroup group;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
  private final List<Thread> others = new ArrayList<>();
  private @Nullable Thread interruptedRunner;
  private volatile boolean interrupted;

  /// What who runs shall do when it comes by.
  private volatile @Nullable Runnable aside;

  /// Whether the guest is in a function of the host, as far as one thread at a time is inside; only
  /// kept in a group.
  private volatile boolean inHost;

  /// The thread that entered or re-entered last; a hint that saves looking for nested calls. Read
  /// and written by the thread that has the store.
  private @Nullable Thread current;

  /// @param group of the store, or `null`
  RunGuard(@Nullable StoreGroup group) {
    this.group = group;
  }

  /// Enters the guest.
  ///
  /// @return whether this is the thread's outermost call, which has to [#leave]
  boolean enter() {
    Thread me = Thread.currentThread();
    if (me == current || isInside(me)) {
      fromHost();
      return false;
    }
    if (!runner.compareAndSet(null, me)) {
      addOther(me);
    }
    current = me;
    if (!mayGoOn()) {
      leave();
      throw new Trap(Trap.Kind.INTERRUPT);
    }
    return true;
  }

  private boolean mayGoOn() {
    if (group != null) {
      inHost = false;
      if (group.isHeld()) {
        return waitHere();
      }
    }
    return !interrupted;
  }

  /// The guest goes into a function of the host.
  void toHost() {
    if (group != null) {
      inHost = true;
      if (group.isHeld() && !waitHere()) {
        throw new Trap(Trap.Kind.INTERRUPT);
      }
    }
  }

  /// The guest comes out of a function of the host, or the host calls it. Traps if the store was
  /// interrupted: the host may have swallowed the thread's flag.
  void fromHost() {
    if (!mayGoOn()) {
      throw new Trap(Trap.Kind.INTERRUPT);
    }
  }

  /// A call that the host made while the guest was in it has come to its end.
  void backInHost() {
    if (group != null) {
      inHost = true;
      GuestPoll.forget(Thread.currentThread());
    }
  }

  /// Waits as long as the guest is held.
  ///
  /// @return `false` if it was interrupted
  boolean waitHere() {
    GuestPoll.forget(Thread.currentThread());
    Runnable action = aside;
    if (action != null) {
      aside = null;
      action.run();
    }
    if (group != null) {
      group.awaitRunning(() -> interrupted);
    }
    return !interrupted;
  }

  /// What runs in the guest's code is to wait; what is in the host waits by itself when it comes
  /// back.
  @Override
  public void held() {
    lock.lock();
    try {
      if (inHost) {
        return;
      }
      Thread running = runner.get();
      if (running != null) {
        ask(running == INTERRUPTED ? interruptedRunner : running);
      }
      others.forEach(this::ask);
    } finally {
      lock.unlock();
    }
  }

  /// Whether nobody else decides when the guest runs.
  boolean isAlone() {
    return group == null;
  }

  /// Has who runs do something as soon as it comes by.
  void giveWay(Runnable action) {
    lock.lock();
    try {
      aside = action;
      Thread running = runner.get();
      ask(running == INTERRUPTED ? interruptedRunner : running);
    } finally {
      lock.unlock();
    }
  }

  private void ask(@Nullable Thread running) {
    if (running != null) {
      GuestPoll.ask(running, this);
      // It may have left meanwhile, when nobody asked yet.
      if (!isThere(running)) {
        GuestPoll.forget(running);
      }
    }
  }

  private boolean isThere(Thread thread) {
    return runner.get() == thread || interruptedRunner == thread || others.contains(thread);
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
    if (group != null || aside != null) {
      aside = null;
      GuestPoll.forget(me);
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
    if (group != null) {
      group.wake();
    }
  }
}
