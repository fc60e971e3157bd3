package dev.jawa.http.loop;

import dev.jawa.wasi.ctx.GuestWait;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The thread of one request: a virtual one whose turns this object gives to the event loop, until
/// it has reason to leave, and then to the JDK's carriers.
///
/// On the loop it is pinned, except while it waits for the world outside ([GuestWait]). A lock is
/// given to threads in the order they asked for it: were the thread taken off the loop because it
/// asked for one, and the loop asked for the same lock afterwards, the loop would wait for a thread
/// that only it can carry.
public final class RequestThread implements Executor, Runnable, GuestWait {

  /// A turn that took longer was slow. One on the loop had others wait; among the carriers, of
  /// which there are more than processors, it may have had to wait itself.
  private static final long SLOW_ON_LOOP_NANOS = 5_000_000;

  private static final long SLOW_ELSEWHERE_NANOS = 20_000_000;

  private enum Place {
    LOOP,
    CARRIERS
  }

  private final RequestThreads threads;
  private final Executor loop;
  private final LoopWatch.Slot slot;
  private volatile Place place;
  private volatile boolean slow;
  private volatile @Nullable Preemption preemption;

  /// The thread's turns, to the JDK: the same object each time.
  private volatile @Nullable Runnable turns;

  /// The request's own thread's.
  private boolean pinned;

  /// Reaches a thread in the middle of what it does.
  @FunctionalInterface
  public interface Preemption {
    /// Has the thread run this before long; from any thread.
    void run(Runnable action);
  }

  RequestThread(RequestThreads threads, Executor loop, LoopWatch.Slot slot) {
    this.threads = threads;
    this.loop = loop;
    this.slot = slot;
    this.place = threads.pace().isQuick() ? Place.LOOP : Place.CARRIERS;
  }

  /// What the current thread does next may block it where the JVM cannot take it off what carries
  /// it (a file, a pipe that nobody reads), wait for something other than the outside, or need a
  /// processor for long. No event loop carries it after that. Without effect on threads of others.
  public static void takesLong() {
    if (current() instanceof RequestThread me) {
      me.tellSlow();
      me.leave();
    }
  }

  /// Says how the current thread is reached while it runs. Without effect on threads of others.
  public static void preemptedBy(Preemption way) {
    if (current() instanceof RequestThread me) {
      me.preemption = way;
    }
  }

  private static @Nullable GuestWait current() {
    return GuestWait.HERE.isBound() ? GuestWait.HERE.get() : null;
  }

  /// The whole life of the thread.
  void live(Runnable body) {
    pin();
    try {
      ScopedValue.where(GuestWait.HERE, this).run(body);
    } finally {
      unpin();
      preemption = null;
      if (!slow) {
        threads.pace().quick();
      }
    }
  }

  private void pin() {
    if (place == Place.LOOP && !pinned) {
      pinned = true;
      threads.pin();
    }
  }

  private void unpin() {
    if (pinned) {
      pinned = false;
      threads.unpin();
    }
  }

  @Override
  public void await(CountDownLatch latch) throws InterruptedException {
    unpin();
    try {
      latch.await();
    } finally {
      pin();
    }
  }

  /// On the thread itself.
  private void leave() {
    if (pinned) {
      place = Place.CARRIERS;
      unpin();
      Thread.yield();
    }
  }

  private void tellSlow() {
    if (!slow) {
      slow = true;
      threads.pace().slow();
    }
  }

  /// Has it leave the loop, from another thread. Where it is stays its own affair: what waits in
  /// the loop's queue already has its turn there.
  void giveWay() {
    Preemption way = preemption;
    if (way != null) {
      way.run(this::leave);
    }
  }

  /// Takes the next turn of the virtual thread, or of one that it has started: those have their
  /// parent's scheduler, and are no requests.
  @Override
  @SuppressWarnings("ReferenceEquality") // this very thread's
  public void execute(Runnable turn) {
    if (turns == null) {
      turns = turn;
    }
    if (turn != turns) {
      threads.carriers().execute(turn);
    } else {
      submit();
    }
  }

  private void submit() {
    if (place == Place.LOOP) {
      try {
        loop.execute(this);
        return;
      } catch (RejectedExecutionException closed) {
        // It has to come to its end without the loop.
        place = Place.CARRIERS;
      }
    }
    threads.carriers().execute(this);
  }

  /// One turn, on whatever carries it.
  @Override
  public void run() {
    Runnable turn = turns;
    if (turn == null) {
      throw new IllegalStateException("there is no turn to run");
    }
    long began = System.nanoTime();
    boolean onLoop = place == Place.LOOP;
    if (onLoop) {
      threads.watch().begin(slot, this, began);
    }
    try {
      turn.run();
    } finally {
      if (onLoop) {
        threads.watch().end(slot);
      }
      if (System.nanoTime() - began > (onLoop ? SLOW_ON_LOOP_NANOS : SLOW_ELSEWHERE_NANOS)) {
        tellSlow();
      }
    }
  }
}
