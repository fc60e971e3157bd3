package dev.jawa.http.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RequestThreadTest {

  /// The build opens the JDK for its tests, as the launcher does.
  private final RequestThreads threads = Objects.requireNonNull(RequestThreads.find());

  private final AtomicReference<@Nullable Thread> loopThread = new AtomicReference<>();
  private final ExecutorService loop =
      Executors.newSingleThreadExecutor(task -> {
        Thread thread = Thread.ofPlatform().daemon().name("loop").unstarted(task);
        loopThread.set(thread);
        return thread;
      });

  @BeforeEach
  void becomeQuick() throws Exception {
    while (!threads.pace().isQuick()) {
      start(() -> {}).get(60, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void end() {
    loop.shutdownNow();
  }

  private CompletableFuture<Void> start(Runnable body) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    threads.start(
        loop,
        () -> {
          try {
            body.run();
            over.complete(null);
          } catch (Throwable thrown) {
            over.completeExceptionally(thrown);
          }
        });
    return over;
  }

  /// The same, when it has begun.
  private CompletableFuture<Void> begun(Runnable body) {
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<Void> over =
        start(() -> {
          running.countDown();
          body.run();
        });
    await(running);
    return over;
  }

  /// Whether the loop gets to something while the request is where it is.
  private void awaitFreeLoop() throws Exception {
    loop.submit(() -> {}).get(60, TimeUnit.SECONDS);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(Pollable outside) {
    try {
      outside.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void loopCarriesQuickRequests() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean reached = new AtomicBoolean();
    CompletableFuture<Void> over = begun(() -> await(go));
    var _ = loop.submit(() -> reached.set(true));

    // Pinned to the loop as it is, nothing else gets there.
    assertThat(reached).isFalse();
    go.countDown();
    over.get(60, TimeUnit.SECONDS);
    awaitFreeLoop();
    assertThat(reached).isTrue();
  }

  @Test
  void loopIsFreeWhileRequestWaitsForTheOutside() throws Exception {
    AtomicBoolean there = new AtomicBoolean();
    Readiness outside = new Readiness(there::get);
    CompletableFuture<Void> over = begun(() -> await(outside));
    awaitFreeLoop();

    // As an event loop does: in a task of its own.
    loop.execute(() -> {
      there.set(true);
      outside.changed();
    });
    over.get(60, TimeUnit.SECONDS);
  }

  /// Virtual threads have the scheduler of those that start them.
  @Test
  void threadsThatItStartsAreNotTheLoops() throws Exception {
    CountDownLatch child = new CountDownLatch(2);
    CompletableFuture<Void> over =
        start(() -> {
          for (int i = 0; i < 2; i++) {
            Thread.startVirtualThread(() -> {
              Thread.yield();
              child.countDown();
            });
          }
          // The loop is held meanwhile.
          await(child);
        });

    over.get(60, TimeUnit.SECONDS);
  }

  @Test
  void loopIsFreeAfterRequestSaidThatItTakesLong() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    CompletableFuture<Void> over =
        start(() -> {
          RequestThread.takesLong();
          left.countDown();
          await(go);
        });
    await(left);
    awaitFreeLoop();

    go.countDown();
    over.get(60, TimeUnit.SECONDS);
  }

  @Test
  void requestThatHoldsTheLoopUpIsMadeToLeave() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<@Nullable Runnable> asked = new AtomicReference<>();
    CompletableFuture<Void> over =
        start(() -> {
          RequestThread.preemptedBy(asked::set);
          running.countDown();
          // A guest's loop, with its poll.
          while (go.getCount() > 0) {
            Runnable action = asked.getAndSet(null);
            if (action != null) {
              action.run();
            }
          }
        });
    await(running);
    awaitFreeLoop();

    go.countDown();
    over.get(60, TimeUnit.SECONDS);
  }

  @Test
  void endsAfterItsLoopIsGone() throws Exception {
    AtomicBoolean there = new AtomicBoolean();
    Readiness outside = new Readiness(there::get);
    CompletableFuture<Void> over = begun(() -> await(outside));
    awaitFreeLoop();
    loop.shutdown();
    assertThat(loop.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    there.set(true);
    outside.changed();
    over.get(60, TimeUnit.SECONDS);
  }

  /// The loop, its request and a stranger ask for one lock, in an order that would have the loop
  /// wait behind the request if that were taken off it.
  @Test
  void sharesLocksWithItsLoop() throws Exception {
    ReentrantLock shared = new ReentrantLock();
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread stranger =
        Thread.ofPlatform()
            .start(() -> {
              shared.lock();
              held.countDown();
              await(release);
              shared.unlock();
            });
    await(held);
    CompletableFuture<Void> over =
        start(() -> {
          shared.lock();
          shared.unlock();
        });
    while (!shared.hasQueuedThreads()) {
      Thread.onSpinWait();
    }
    CompletableFuture<Void> loopsTurn =
        CompletableFuture.runAsync(
            () -> {
              shared.lock();
              shared.unlock();
            },
            loop);
    release.countDown();

    over.get(60, TimeUnit.SECONDS);
    loopsTurn.get(60, TimeUnit.SECONDS);
    stranger.join();
  }

  @Test
  void slowRequestsKeepTheirHandlerOffTheLoop() throws Exception {
    while (threads.pace().isQuick()) {
      start(RequestThread::takesLong).get(60, TimeUnit.SECONDS);
    }
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Void> over = begun(() -> await(go));
    awaitFreeLoop();

    go.countDown();
    over.get(60, TimeUnit.SECONDS);
  }

  @Test
  void watchEndsWhenNobodyIsOnLoops() throws Exception {
    start(() -> {}).get(60, TimeUnit.SECONDS);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (threads.watch().isWatching() && System.nanoTime() < until) {
      Thread.onSpinWait();
    }

    assertThat(threads.watch().isWatching()).isFalse();
  }
}
