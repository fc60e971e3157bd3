package dev.jawa.component.runtime;

import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A thread of a guest: one of the JVM's that runs only while it has the turn. Its fields belong to
/// whoever has the turn; handing it over through semaphores makes them visible. Spec:
/// `CanonicalABI.md`, threads.
public final class GuestThread {

  private static final int STORAGE_SLOTS = 2;

  private final GuestTask task;
  private final Consumer<GuestThread> body;
  private final long[] storage = new long[STORAGE_SLOTS];
  private final Semaphore turn = new Semaphore(0);
  private @Nullable Thread carrier;
  private @Nullable Semaphore resumer;
  private @Nullable WaitFor waitFor;
  private long waitingSince;
  private @Nullable GuestThread switchTo;
  private @Nullable Throwable failure;
  private boolean running;
  private boolean ended;
  private boolean abandoned;
  private boolean cancellable;
  private boolean cancelled;
  private int index;

  public GuestThread(GuestTask task, Consumer<GuestThread> body) {
    this.task = task;
    this.body = body;
  }

  public GuestTask task() {
    return task;
  }

  public int index() {
    return index;
  }

  void setIndex(int value) {
    index = value;
  }

  long[] storage() {
    return storage;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean isCancellable() {
    return !running && cancellable;
  }

  /// Whether it may not run while another thread has its instance for itself.
  boolean needsExclusive() {
    return task.isImplicit(this) && task.kind().needsExclusive();
  }

  /// Whether it does nothing until it is resumed by name.
  public boolean isSuspended() {
    return !running && waitFor == null;
  }

  boolean isReady() {
    return waitFor != null && waitFor.holds();
  }

  /// What it waits for, `null` if it runs or is suspended.
  @Nullable WaitFor waitFor() {
    return waitFor;
  }

  /// Orders the threads of a store by how long they have waited.
  long waitingSince() {
    return waitingSince;
  }

  void startWaiting(WaitFor what, long since) {
    waitFor = what;
    waitingSince = since;
  }

  void stopWaiting() {
    waitFor = null;
  }

  /// What it waits for may hold now.
  void recheck() {
    task.instance().store().scheduler().recheck(this);
  }

  // Handing over the turn

  /// Gives this thread the turn and takes it back when it blocks or ends.
  ///
  /// @return the thread it wants to run instead, `null` for none
  @Nullable GuestThread run(boolean asCancelled) {
    Thread guest = carrier;
    boolean first = guest == null;
    if (guest == null) {
      guest = task.instance().store().scheduler().newThread(this::main);
      carrier = guest;
    }
    Semaphore back = new Semaphore(0);
    resumer = back;
    cancelled = asCancelled;
    running = true;
    if (first) {
      guest.start();
    } else {
      turn.release();
    }
    awaitTurn(back, guest);
    GuestThread next = switchTo;
    switchTo = null;
    throwFailure();
    return next;
  }

  /// An interrupt of who waits is meant for the guest, which has the turn.
  private static void awaitTurn(Semaphore back, Thread guest) {
    boolean interrupted = false;
    while (true) {
      try {
        back.acquire();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        guest.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void throwFailure() {
    Throwable thrown = failure;
    failure = null;
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }

  private void main() {
    try {
      body.accept(this);
    } catch (Throwable e) {
      failure = e;
    }
    ended = true;
    giveBack();
  }

  /// Gives the turn back to the resumer until this thread is resumed.
  ///
  /// @return whether it was resumed to be cancelled
  boolean block(Scheduler.Cancellable mayCancel, @Nullable GuestThread other) {
    cancellable = mayCancel == Scheduler.Cancellable.YES;
    switchTo = other;
    giveBack();
    turn.acquireUninterruptibly();
    if (abandoned) {
      throw new AbandonedException();
    }
    return cancelled;
  }

  private void giveBack() {
    running = false;
    Semaphore back = resumer;
    if (back == null) {
      throw new IllegalStateException("a thread without the turn gives it back");
    }
    resumer = null;
    back.release();
  }

  /// Unwinds the thread of a store that is closed.
  void abandon() {
    if (carrier == null || ended || running) {
      return;
    }
    abandoned = true;
    try {
      run(false);
    } catch (RuntimeException | Error e) {
      // Nobody waits for what the thread was doing.
    }
  }

  private static final class AbandonedException extends RuntimeException {
    AbandonedException() {
      super("the store is closed", null, false, false);
    }
  }
}
