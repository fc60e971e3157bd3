package dev.jawa.wasi.p2.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import dev.jawa.wasi.ctx.WasiLimits;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PollTest {

  private static final Pollable NEVER = new Readiness(() -> false);

  private final FakeGuest guest = new FakeGuest();

  @Test
  void answersTheReadyOnes() {
    assertThat(poll(NEVER, Pollable.READY, NEVER, Pollable.READY)).containsExactly(1, 3);
  }

  @Test
  void trapsOnAnEmptyList() {
    assertThatThrownBy(this::poll).isInstanceOf(Trap.class).hasMessageContaining("empty");
  }

  @Test
  void trapsOnAListThatIsTooLong() {
    FakeGuest small = new FakeGuest(b -> b.limits(WasiLimits.DEFAULT.withPolledHandles(1)));
    assertThatThrownBy(() -> small.call("wasi:io/poll#poll", List.of(NEVER, NEVER)))
        .isInstanceOf(Trap.class);
  }

  @Test
  void parksUntilOneBecomesReadyAndCancelsTheOthers() throws Exception {
    BytePipe pipe = new BytePipe(1);
    Counting other = new Counting();
    AtomicReference<int[]> answer = new AtomicReference<>();
    Thread waiter =
        Thread.startVirtualThread(() -> answer.set(poll(other, pipe.source().readiness())));
    other.asked.await();
    pipe.sink().write(new byte[1]);
    waiter.join();
    assertThat(answer.get()).containsExactly(1);
    assertThat(other.cancelled).hasValue(1);
  }

  @Test
  void asksAgainAfterASpuriousWake() throws Exception {
    Spurious spurious = new Spurious();
    AtomicReference<int[]> answer = new AtomicReference<>();
    Thread waiter = Thread.startVirtualThread(() -> answer.set(poll(NEVER, spurious)));
    spurious.waits.take().run();
    Runnable secondWake = spurious.waits.take();
    assertThat(answer.get()).isNull();
    spurious.ready = true;
    secondWake.run();
    waiter.join();
    assertThat(answer.get()).containsExactly(1);
  }

  @Test
  void trapsWhenInterrupted() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> poll(NEVER))
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
  }

  @Test
  void tellsAndAwaitsOnePollable() {
    assertThat(guest.call("wasi:io/poll#[method]pollable.ready", NEVER)).isEqualTo(false);
    assertThat(guest.call("wasi:io/poll#[method]pollable.ready", Pollable.READY)).isEqualTo(true);
    assertThat(guest.call("wasi:io/poll#[method]pollable.block", Pollable.READY)).isNull();
  }

  private int[] poll(Pollable... pollables) {
    return (int[]) guest.call("wasi:io/poll#poll", List.of(pollables));
  }

  /// Never ready; counts what is asked of it.
  private static final class Counting implements Pollable {
    final CountDownLatch asked = new CountDownLatch(1);
    final AtomicInteger cancelled = new AtomicInteger();

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public Runnable onReady(Runnable wake) {
      asked.countDown();
      return cancelled::incrementAndGet;
    }
  }

  /// Hands its wakes to the test.
  private static final class Spurious implements Pollable {
    final BlockingQueue<Runnable> waits = new LinkedBlockingQueue<>();
    volatile boolean ready;

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public Runnable onReady(Runnable wake) {
      waits.add(wake);
      return () -> {};
    }
  }
}
