package dev.jawa.component.runtime;

import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Decides which guest thread of a store runs: always exactly one, and of several that are ready
/// the one that has waited longest. Whoever resumes a thread goes on when that blocks or ends. What
/// is not ready costs nothing: threads come into the [ReadyQueue] when what they wait for happens.
/// Spec: `CanonicalABI.md`, stack switching, threads and `Store.tick`.
public final class Scheduler {

  /// Threads that nobody counts, all with stacks of the same size.
  public static final ThreadFactory VIRTUAL_THREADS =
      Thread.ofVirtual().name("guest-thread").factory();

  private final ThreadFactory threads;
  private final ReadyQueue ready = new ReadyQueue();
  private final HostEvents events = new HostEvents();
  private final Set<GuestThread> alive = new LinkedHashSet<>();
  private @Nullable GuestThread current;
  private long waits;
  private long examined;

  /// Whether a blocked thread may be resumed to be told that its task is cancelled.
  public enum Cancellable {
    NO,
    YES;

    public static Cancellable of(boolean cancellable) {
      return cancellable ? YES : NO;
    }
  }

  /// One whose guest threads are virtual.
  public Scheduler() {
    this(VIRTUAL_THREADS);
  }

  /// @param threads makes what guest threads run on, and may refuse with a trap; the size of their
  ///   stacks is the depth of the guest's recursion
  public Scheduler(ThreadFactory threads) {
    this.threads = threads;
  }

  Thread newThread(Runnable body) {
    return threads.newThread(body);
  }

  /// The thread that has the turn; `null` for the host.
  public @Nullable GuestThread current() {
    return current;
  }

  /// The thread that has the turn, for what only a task can do.
  public GuestThread currentThread() {
    if (current == null) {
      throw cannotBlock();
    }
    return current;
  }

  private static Trap cannotBlock() {
    return AbiTraps.trap("cannot block a synchronous task before returning");
  }

  private static Trap deadlock() {
    return AbiTraps.trap("deadlock detected: event loop cannot make further progress");
  }

  /// Traps if the current thread would block with nothing else to run: it has no task, or one that
  /// has to answer without blocking.
  public void checkMayBlock() {
    GuestTask task = currentThread().task();
    if (task.kind() == GuestTask.Kind.SYNC_TYPE
        && !task.isResolved()
        && firstReady(_ -> true) == null) {
      throw cannotBlock();
    }
  }

  // Resuming

  /// Runs a thread until it blocks or ends; what it throws comes out here.
  public void resume(GuestThread thread, boolean cancelled) {
    GuestThread before = current;
    try {
      boolean first = cancelled;
      for (GuestThread next = thread; next != null; first = false) {
        stopWaiting(next);
        alive.add(next);
        current = next;
        next = run(next, first);
      }
    } finally {
      current = before;
    }
  }

  private @Nullable GuestThread run(GuestThread thread, boolean cancelled) {
    boolean failed = true;
    try {
      GuestThread next = thread.run(cancelled);
      failed = false;
      return next;
    } finally {
      if (failed || thread.hasEnded()) {
        alive.remove(thread);
      }
    }
  }

  ReadyQueue ready() {
    return ready;
  }

  /// What the host has to tell.
  public HostEvents events() {
    return events;
  }

  private void startWaiting(GuestThread thread, WaitFor what) {
    thread.startWaiting(what, waits++);
    if (what.event().getAsBoolean()) {
      recheck(thread);
    }
  }

  /// What a thread waits for may hold now.
  void recheck(GuestThread thread) {
    WaitFor what = thread.waitFor();
    if (what != null) {
      Gate gate = what.gate();
      if (gate == null) {
        ready.add(thread);
      } else {
        gate.add(thread);
      }
    }
  }

  /// What a thread waits for does not hold any more.
  private void withdraw(GuestThread thread, WaitFor what) {
    Gate gate = what.gate();
    if (gate == null) {
      ready.remove(thread);
    } else {
      gate.remove(thread);
    }
  }

  private void stopWaiting(GuestThread thread) {
    WaitFor what = thread.waitFor();
    if (what != null) {
      withdraw(thread, what);
      thread.stopWaiting();
    }
  }

  /// How many threads were looked at to find one that is ready, for tests.
  long examined() {
    return examined;
  }

  /// Runs one thread that is ready, on behalf of the host.
  ///
  /// @return whether there was one
  boolean tick() {
    events.runArrived();
    GuestThread thread =
        firstReady(one -> one.task().instance().mayEnter(rootOf(one.task().instance())));
    if (thread == null) {
      return false;
    }
    InstanceState instance = thread.task().instance();
    InstanceState outermost = rootOf(instance);
    instance.enter(outermost);
    resume(thread, false);
    instance.leave(outermost);
    return true;
  }

  private static @Nullable InstanceState rootOf(InstanceState instance) {
    return instance.outermostEntered(null);
  }

  /// Runs threads of the task's instance until the task has answered: a synchronous call lets
  /// nothing else run meanwhile.
  public void finishSynchronously(GuestTask task) {
    while (!task.isResolved()) {
      GuestThread thread = firstReady(one -> isResumableDuring(task, one));
      if (thread == null) {
        throw firstReady(_ -> true) == null ? cannotBlock() : deadlock();
      }
      resume(thread, false);
    }
  }

  /// Only threads of the same instance, and none of those that need the instance for themselves.
  private static boolean isResumableDuring(GuestTask task, GuestThread thread) {
    return thread.task().instance() == task.instance() && !thread.needsExclusive();
  }

  /// Lets the threads of the task's instance run that may end what keeps it from starting.
  public void helpStart(GuestTask task) {
    InstanceState instance = task.instance();
    while (task.isWaitingToStart()) {
      GuestThread thread = firstReady(one -> one.task().instance() == instance);
      if (thread == null) {
        return;
      }
      resume(thread, false);
    }
  }

  /// Runs whatever is ready until the task has answered, for the host.
  public void finish(GuestTask task) {
    runUntil(task::isResolved, WhenIdle.TRAP);
  }

  /// What to do when no thread is ready and the host has promised nothing.
  public enum WhenIdle {
    /// Nothing will ever happen.
    TRAP,
    /// Another thread may post something.
    WAIT
  }

  /// Runs whatever is ready, and waits for the host where nothing is, until the condition holds.
  public void runUntil(BooleanSupplier done, WhenIdle whenIdle) {
    while (!done.getAsBoolean()) {
      boolean ran = breakingPromises(this::tick);
      if (!ran && !done.getAsBoolean() && !breakingPromises(() -> awaitEvent(whenIdle))) {
        throw deadlock();
      }
    }
  }

  /// A store that fails keeps no promise.
  private boolean breakingPromises(BooleanSupplier step) {
    try {
      return step.getAsBoolean();
    } catch (RuntimeException | Error e) {
      events.fail(e);
      throw e;
    }
  }

  private boolean awaitEvent(WhenIdle whenIdle) {
    return switch (whenIdle) {
      case TRAP -> events.runNext();
      case WAIT -> events.awaitNext();
    };
  }

  /// Runs whatever is ready, without waiting.
  ///
  /// @return whether a thread or the host may go on later
  public boolean runReady() {
    boolean ran = true;
    while (ran) {
      ran = breakingPromises(this::tick);
    }
    return !alive.isEmpty() || events.isExpecting();
  }

  /// Whether no thread is left, neither ready nor blocked.
  public boolean isIdle() {
    return alive.isEmpty();
  }

  private @Nullable GuestThread firstReady(Predicate<GuestThread> allowed) {
    GuestThread thread = ready.first();
    while (thread != null) {
      examined++;
      WaitFor what = thread.waitFor();
      if (what != null && !what.holds()) {
        withdraw(thread, what);
      } else if (allowed.test(thread)) {
        return thread;
      }
      thread = ready.after(thread);
    }
    return null;
  }

  // Blocking

  boolean deliverPendingCancel(Cancellable cancellable) {
    return currentThread().task().deliverPendingCancel(cancellable);
  }

  /// Blocks the current thread until the condition holds; not at all if it does already.
  ///
  /// @return whether the task is cancelled instead
  boolean waitUntil(WaitFor what, Cancellable cancellable) {
    GuestThread thread = currentThread();
    if (thread.task().deliverPendingCancel(cancellable)) {
      return true;
    }
    if (what.holds()) {
      return false;
    }
    startWaiting(thread, what);
    return thread.block(cancellable, null);
  }

  /// Lets others run first, even if what is to be waited for holds already.
  boolean yieldUntil(WaitFor what, Cancellable cancellable) {
    GuestThread thread = currentThread();
    if (thread.task().deliverPendingCancel(cancellable)) {
      return true;
    }
    startWaiting(thread, what);
    return thread.block(cancellable, null);
  }

  /// `canon thread.yield`.
  public boolean yield(Cancellable cancellable) {
    return yieldUntil(WaitFor.NOTHING, cancellable);
  }

  /// `canon thread.suspend`.
  public boolean suspend(Cancellable cancellable) {
    GuestThread thread = currentThread();
    return thread.task().deliverPendingCancel(cancellable) || thread.block(cancellable, null);
  }

  /// `canon thread.suspend-then-resume`.
  public boolean suspendThenResume(Cancellable cancellable, GuestThread other) {
    GuestThread thread = currentThread();
    return thread.task().deliverPendingCancel(cancellable) || thread.block(cancellable, other);
  }

  /// `canon thread.yield-then-resume`.
  public boolean yieldThenResume(Cancellable cancellable, GuestThread other) {
    return yieldThenResumeIf(true, cancellable, other);
  }

  private boolean yieldThenResumeIf(boolean resumed, Cancellable cancellable, GuestThread other) {
    GuestThread thread = currentThread();
    if (thread.task().deliverPendingCancel(cancellable)) {
      return true;
    }
    startWaiting(thread, WaitFor.NOTHING);
    return thread.block(cancellable, resumed ? other : null);
  }

  /// `canon thread.suspend-then-promote`: `other` runs next if it is ready.
  public boolean suspendThenPromote(Cancellable cancellable, GuestThread other) {
    GuestThread thread = currentThread();
    return thread.task().deliverPendingCancel(cancellable)
        || thread.block(cancellable, other.isReady() ? other : null);
  }

  /// `canon thread.yield-then-promote`: `other` runs next if it is ready.
  public boolean yieldThenPromote(Cancellable cancellable, GuestThread other) {
    return yieldThenResumeIf(other.isReady(), cancellable, other);
  }

  /// `canon thread.resume-later`.
  public void resumeLater(GuestThread thread) {
    startWaiting(thread, WaitFor.NOTHING);
  }

  /// Unwinds every thread that is still blocked; the store is closed.
  void close() {
    List<GuestThread> left = new ArrayList<>(alive);
    alive.clear();
    ready.clear();
    left.forEach(GuestThread::abandon);
    events.close();
  }
}
