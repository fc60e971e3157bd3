package dev.jawa.wasi.ctx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private final AtomicBoolean condition = new AtomicBoolean();
  private final Readiness readiness = new Readiness(condition::get);
  private final AtomicInteger wakes = new AtomicInteger();

  @Test
  void wakesAtOnceWhenReady() {
    condition.set(true);
    readiness.onReady(wakes::incrementAndGet);
    assertThat(wakes).hasValue(1);
  }

  @Test
  void wakesOnceForManyChanges() {
    readiness.onReady(wakes::incrementAndGet);
    condition.set(true);
    readiness.changed();
    readiness.changed();
    assertThat(wakes).hasValue(1);
  }

  @Test
  void forgetsACancelledWake() {
    Runnable cancel = readiness.onReady(wakes::incrementAndGet);
    cancel.run();
    cancel.run();
    readiness.changed();
    assertThat(wakes).hasValue(0);
  }

  @Test
  void becomesReadyWithAFutureHoweverItEnds() {
    CompletableFuture<String> future = new CompletableFuture<>();
    Readiness ofFuture = Readiness.of(future);
    ofFuture.onReady(wakes::incrementAndGet);
    assertThat(ofFuture.isReady()).isFalse();
    future.cancel(true);
    assertThat(ofFuture.isReady()).isTrue();
    assertThat(wakes).hasValue(1);
  }

  @Test
  void letsAThreadWait() throws InterruptedException {
    AtomicBoolean returned = new AtomicBoolean();
    Thread waiter =
        Thread.startVirtualThread(() -> {
          try {
            readiness.await();
            returned.set(true);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    condition.set(true);
    readiness.changed();
    waiter.join();
    assertThat(returned).isTrue();
  }
}
