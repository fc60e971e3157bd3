package dev.jawa.wasi.ctx;

import java.util.concurrent.CountDownLatch;

/// Something that a guest can wait for. Waiting parks the (virtual) thread; nothing polls.
public interface Pollable {

  /// Whether waiting would return at once.
  boolean isReady();

  /// Has `wake` called, once and soon, from any thread, when it has become ready; at once if it is
  /// ready already. A wake may be spurious: ask [#isReady()] again.
  ///
  /// @return cancels the wake when it is no longer wanted; may be run more than once
  Runnable onReady(Runnable wake);

  /// Waits until it is ready.
  default void await() throws InterruptedException {
    while (!isReady()) {
      CountDownLatch latch = new CountDownLatch(1);
      Runnable cancel = onReady(latch::countDown);
      try {
        GuestWait.until(latch);
      } finally {
        cancel.run();
      }
    }
  }

  /// Always ready.
  Pollable READY =
      new Pollable() {
        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public Runnable onReady(Runnable wake) {
          wake.run();
          return () -> {};
        }
      };
}
