package dev.jawa.component.runtime;

import org.jspecify.annotations.Nullable;

/// Which tasks a component instance lets in, and the threads that are in. Spec: `CanonicalABI.md`,
/// backpressure and the exclusive thread of an instance.
public final class Admission {

  private static final int MAX_BACKPRESSURE = (1 << 16) - 1;

  private final HandleTable<GuestThread> threads = new HandleTable<>();
  private final StoreState store;

  /// Open to tasks that run beside others.
  private final Gate shared;

  /// Open to tasks that need the instance for themselves.
  private final Gate exclusively;

  /// Open to threads that are in and need the instance for themselves to go on.
  private final Gate free;

  private int backpressure;
  private int waitingToEnter;
  private @Nullable GuestThread exclusive;

  Admission(StoreState store) {
    this.store = store;
    ReadyQueue ready = store.isScheduled() ? store.scheduler().ready() : new ReadyQueue();
    this.shared = new Gate(ready, () -> backpressure == 0);
    this.exclusively = new Gate(ready, () -> backpressure == 0 && exclusive == null);
    this.free = new Gate(ready, () -> exclusive == null);
  }

  /// Whether no task was ever let in or kept out.
  boolean isUnused() {
    return backpressure == 0 && waitingToEnter == 0 && exclusive == null && threads.isUnused();
  }

  void addBackpressure(int delta) {
    backpressure += delta;
    if (backpressure < 0 || backpressure > MAX_BACKPRESSURE) {
      throw AbiTraps.trap("backpressure counter overflow");
    }
    update();
  }

  boolean enter(GuestTask task, GuestThread thread) {
    Gate gate = task.kind().needsExclusive() ? exclusively : shared;
    if (!gate.isOpen() || waitingToEnter > 0) {
      waitingToEnter++;
      boolean cancelled =
          store.scheduler().waitUntil(WaitFor.gate(gate), Scheduler.Cancellable.YES);
      waitingToEnter--;
      if (cancelled) {
        return false;
      }
    }
    if (task.kind().needsExclusive()) {
      take(thread);
    }
    return true;
  }

  /// Open while no task that needs the instance for itself is running.
  Gate free() {
    return free;
  }

  /// From here on only this thread may run code that needs the instance for itself.
  public void take(GuestThread thread) {
    setExclusive(thread);
  }

  /// Lets the next one in.
  public void release() {
    setExclusive(null);
  }

  private void setExclusive(@Nullable GuestThread thread) {
    exclusive = thread;
    update();
  }

  private void update() {
    shared.update();
    exclusively.update();
    free.update();
  }

  /// Lets others of the instance run first, and waits until it is free again.
  ///
  /// @return whether the task is cancelled instead
  public boolean yieldUntilFree() {
    return store.scheduler().yieldUntil(WaitFor.gate(free), Scheduler.Cancellable.YES);
  }

  boolean isHeldByOtherThan(GuestThread thread) {
    return exclusive != null && exclusive != thread;
  }

  void register(GuestThread thread) {
    thread.setIndex(threads.add(thread));
  }

  void unregister(GuestThread thread) {
    threads.free(thread.index());
  }

  /// The thread of an index.
  public GuestThread thread(int index) {
    return threads.get(index);
  }
}
