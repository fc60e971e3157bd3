package dev.jawa.engine;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// What several stores have in common, as the instances of one container do: the memory that they
/// may take together, and whether their guests may run. Safe for use by many threads; both can be
/// changed while guests run.
public final class StoreGroup {

  /// No limit.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// Why the guests are held. Several reasons may hold at a time.
  public enum Hold {
    /// Somebody asked for it.
    PAUSE,
    /// They have used the processor more than they may.
    QUOTA
  }

  /// A store of the group, as its engine sees it.
  public interface Member {

    /// The guests are held from now on: has the threads that are inside the store come to
    /// [StoreGroup#awaitRunning]. Called under a lock; must not wait for them.
    void held();
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Hold> holds = EnumSet.noneOf(Hold.class);
  private final Set<Member> members = ConcurrentHashMap.newKeySet();
  private final AtomicLong memory = new AtomicLong();
  private final AtomicLong memoryPeak = new AtomicLong();
  private final AtomicLong refusedGrowths = new AtomicLong();
  private volatile long memoryLimit;
  private volatile boolean held;

  /// @param memoryLimit of all linear memories together, in bytes, or [#UNLIMITED]
  public StoreGroup(long memoryLimit) {
    this.memoryLimit = memoryLimit;
  }

  // Memory

  /// Takes so many bytes for a linear memory.
  ///
  /// @return `false` if that is more than is left
  public boolean takeMemory(long bytes) {
    while (true) {
      long before = memory.get();
      if (bytes > memoryLimit - before) {
        return false;
      }
      if (memory.compareAndSet(before, before + bytes)) {
        memoryPeak.accumulateAndGet(before + bytes, Math::max);
        return true;
      }
    }
  }

  /// Takes what a linear memory starts with.
  ///
  /// @throws Trap of kind [Trap.Kind#MEMORY_LIMIT] if that is more than is left
  public void takeInitialMemory(long bytes) {
    if (!takeMemory(bytes)) {
      throw new Trap(
          Trap.Kind.MEMORY_LIMIT,
          "the memory starts with %d bytes, the container may have %d and has %d"
              .formatted(bytes, memoryLimit(), memory()));
    }
  }

  public void giveMemory(long bytes) {
    memory.addAndGet(-bytes);
  }

  /// How much the linear memories have now, in bytes.
  public long memory() {
    return memory.get();
  }

  /// How much they had at most.
  public long memoryPeak() {
    return memoryPeak.get();
  }

  public long memoryLimit() {
    return memoryLimit;
  }

  /// Changes the limit; what is taken stays.
  public void memoryLimit(long bytes) {
    memoryLimit = bytes;
  }

  /// A guest was refused the memory that it asked for while it ran.
  public void refusedGrowth() {
    refusedGrowths.incrementAndGet();
  }

  /// How often guests were refused memory because of the group's limit.
  public long refusedGrowths() {
    return refusedGrowths.get();
  }

  // Holding

  /// Holds the guests where they are: those in compiled code at their next way back in a loop or
  /// call, those in a function of the host when they come out of it. Returns at once.
  public void hold(Hold reason) {
    lock.lock();
    try {
      holds.add(reason);
      held = true;
      members.forEach(Member::held);
    } finally {
      lock.unlock();
    }
  }

  /// Lets them go on, unless there is another reason to hold them.
  public void release(Hold reason) {
    lock.lock();
    try {
      holds.remove(reason);
      held = !holds.isEmpty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  public boolean isHeld() {
    return held;
  }

  /// Parks the calling thread as long as the guests are held.
  ///
  /// @param ended whether it shall come back nevertheless; looked at after [#wake]
  public void awaitRunning(BooleanSupplier ended) {
    if (!held) {
      return;
    }
    lock.lock();
    try {
      while (held && !ended.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Has the threads that are held look whether they are to end.
  public void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes a store in.
  public void add(Member member) {
    lock.lock();
    try {
      members.add(member);
      if (held) {
        member.held();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Its store is closed.
  public void remove(Member member) {
    members.remove(member);
  }
}
