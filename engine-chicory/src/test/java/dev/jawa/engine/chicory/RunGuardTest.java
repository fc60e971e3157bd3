package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.Trap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunGuardTest {

  private final RunGuard guard = new RunGuard(null);

  /// A thread that enters, waits until it is interrupted, and leaves.
  private final class Inside {
    private final CountDownLatch entered = new CountDownLatch(1);

    /// Whether the thread's flag is left when it is out again.
    private final FutureTask<Boolean> flagLeft =
        new FutureTask<>(() -> {
          assertThat(guard.enter()).isTrue();
          entered.countDown();
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
          guard.leave();
          return Thread.currentThread().isInterrupted();
        });

    private Inside start() throws InterruptedException {
      Thread.ofPlatform().daemon().start(flagLeft);
      assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
      return this;
    }
  }

  @Test
  void hasWhoRunsDoSomethingWhereItAsksForInterrupts() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    FutureTask<Boolean> running =
        new FutureTask<>(() -> {
          assertThat(guard.enter()).isTrue();
          entered.countDown();
          while (done.getCount() > 0) {
            GuestPoll.checkInterruption();
          }
          guard.leave();
          return true;
        });
    Thread.ofPlatform().daemon().start(running);
    assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();

    guard.giveWay(done::countDown);

    assertThat(running.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void forgetsWhatWasToBeDoneWhenTheGuestHasLeft() {
    assertThat(guard.enter()).isTrue();
    guard.giveWay(() -> {
      throw new AssertionError("nobody is in the guest");
    });
    guard.leave();
    assertThat(guard.enter()).isTrue();
    GuestPoll.checkInterruption();
    guard.leave();
  }

  @Test
  void tellsOutermostFromNestedCalls() {
    assertThat(guard.enter()).isTrue();
    assertThat(guard.enter()).isFalse();
    guard.leave();
    assertThat(guard.enter()).isTrue();
    guard.leave();
  }

  @Test
  void knowsNestedCallsAlsoAfterAnotherThreadHadItsTurn() throws Exception {
    assertThat(guard.enter()).isTrue();
    FutureTask<Boolean> other =
        new FutureTask<>(() -> {
          boolean outermost = guard.enter();
          guard.leave();
          return outermost;
        });
    Thread.ofPlatform().start(other);

    assertThat(other.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(guard.enter()).isFalse();
    guard.leave();
    assertThat(guard.enter()).isTrue();
    guard.leave();
  }

  @Test
  void interruptsAllThreadsInsideAndLeavesNoFlag() throws Exception {
    Inside one = new Inside().start();
    Inside two = new Inside().start();
    Inside three = new Inside().start();
    guard.interrupt();

    for (Inside inside : new Inside[] {one, two, three}) {
      assertThat(inside.flagLeft.get(60, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void interruptsAThreadThatOutstaysTheOneBeforeIt() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch calledAgain = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    FutureTask<Boolean> flagLeft =
        new FutureTask<>(() -> {
          guard.enter();
          inside.countDown();
          left.await();
          if (guard.enter()) {
            guard.leave();
          }
          calledAgain.countDown();
          while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
          }
          guard.leave();
          return Thread.currentThread().isInterrupted();
        });
    guard.enter();
    Thread.ofPlatform().daemon().start(flagLeft);
    assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
    guard.leave();
    left.countDown();
    assertThat(calledAgain.await(60, TimeUnit.SECONDS)).isTrue();
    guard.interrupt();

    assertThat(flagLeft.get(60, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void doesNotInterruptWhoHasLeft() {
    guard.enter();
    guard.leave();
    guard.interrupt();

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void refusesEveryoneAfterwards() {
    guard.interrupt();

    assertThatThrownBy(guard::enter).isInstanceOf(Trap.class);
    assertThatThrownBy(guard::enter).isInstanceOf(Trap.class);
    assertThatThrownBy(guard::fromHost).isInstanceOf(Trap.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void keepsTheFlagThatSomeoneElseRaised() {
    guard.enter();
    Thread.currentThread().interrupt();
    guard.leave();

    assertThat(Thread.interrupted()).isTrue();
  }
}
