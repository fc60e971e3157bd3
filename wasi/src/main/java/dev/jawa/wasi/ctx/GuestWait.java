package dev.jawa.wasi.ctx;

import java.util.concurrent.CountDownLatch;

/// How the current thread waits for what happens outside of the guest. Whatever runs guests may
/// have reason to know when they wait, and bind its own way to [#HERE] for their threads.
@FunctionalInterface
public interface GuestWait {

  /// The way of the current thread; unbound where there is nothing special about it.
  ScopedValue<GuestWait> HERE = ScopedValue.newInstance();

  /// Waits until the latch is open. The caller holds no lock.
  void await(CountDownLatch latch) throws InterruptedException;

  /// Waits in the current thread's way.
  static void until(CountDownLatch latch) throws InterruptedException {
    if (HERE.isBound()) {
      HERE.get().await(latch);
    } else {
      latch.await();
    }
  }
}
