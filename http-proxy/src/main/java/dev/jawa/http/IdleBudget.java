package dev.jawa.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// How many bytes the instances of several pools may keep together while they wait for requests.
/// Where there is no room for one more, those that have waited longest are given up for it, whose
/// pool ever they are in: what is used stays, and who is quiet holds nothing against the others.
public final class IdleBudget {

  private final long maxBytes;
  private final AtomicLong held = new AtomicLong();
  private final Set<IdleInstances> pools = ConcurrentHashMap.newKeySet();

  /// @param maxBytes 0 keeps none
  public IdleBudget(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must not be negative");
    }
    this.maxBytes = maxBytes;
  }

  /// What they keep now.
  public long held() {
    return held.get();
  }

  void join(IdleInstances pool) {
    pools.add(pool);
  }

  void leave(IdleInstances pool) {
    pools.remove(pool);
  }

  /// Takes room, of the other pools' if need be. To be called without the lock of any pool.
  ///
  /// @return `false` if there is none
  boolean take(long bytes, IdleInstances asker) {
    while (!reserve(bytes)) {
      if (bytes > maxBytes) {
        return false;
      }
      IdleInstances quietest = quietest();
      // One of the asker's own would be given up for its equal.
      if (quietest == null || quietest == asker || !quietest.giveUpOldest()) {
        return false;
      }
    }
    return true;
  }

  private boolean reserve(long bytes) {
    long now = held.get();
    while (bytes <= maxBytes - now) {
      if (held.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = held.get();
    }
    return false;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  private @Nullable IdleInstances quietest() {
    long now = System.nanoTime();
    long longest = -1;
    IdleInstances quietest = null;
    for (IdleInstances pool : pools) {
      long idle = pool.longestIdle(now);
      if (idle > longest) {
        longest = idle;
        quietest = pool;
      }
    }
    return quietest;
  }
}
