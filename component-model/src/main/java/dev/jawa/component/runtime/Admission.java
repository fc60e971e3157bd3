package dev.jawa.component.runtime;

import org.jspecify.annotations.Nullable;

/// Which tasks a component instance lets in, and the threads that are in. Spec: `CanonicalABI.md`,
/// backpressure and the exclusive thread of an instance.
public final class Admission {

  private static final int MAX_BACKPRESSURE = (1 << 16) - 1;

  private final HandleTable<GuestThread> threads = new HandleTable<>();
  private final StoreState store;
  private int backpressure;
  private int waitingToEnter;
  private @Nullable GuestThread exclusive;

  Admission(StoreState store) {
    this.store = store;
  }

  void addBackpressure(int delta) {
    backpressure += delta;
    if (backpressure < 0 || backpressure > MAX_BACKPRESSURE) {
      throw AbiTraps.trap("backpressure counter overflow");
    }
  }

  private boolean closedTo(GuestTask task) {
    return backpressure > 0 || task.kind().needsExclusive() && exclusive != null;
  }

  boolean enter(GuestTask task, GuestThread thread) {
    if (closedTo(task) || waitingToEnter > 0) {
      waitingToEnter++;
      boolean cancelled =
          store.scheduler().waitUntil(() -> !closedTo(task), Scheduler.Cancellable.YES);
      waitingToEnter--;
      if (cancelled) {
        return false;
      }
    }
    if (task.kind().needsExclusive()) {
      exclusive = thread;
    }
    return true;
  }

  /// Whether no task that needs the instance for itself is running.
  public boolean isFree() {
    return exclusive == null;
  }

  /// From here on only this thread may run code that needs the instance for itself.
  public void take(GuestThread thread) {
    exclusive = thread;
  }

  /// Lets the next one in.
  public void release() {
    exclusive = null;
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
