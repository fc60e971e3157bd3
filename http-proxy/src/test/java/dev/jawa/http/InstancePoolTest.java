package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.engine.StoreLimits;
import dev.jawa.http.Handlers.Watched;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InstancePoolTest {

  private static final Duration LONG = Duration.ofDays(1);

  private static LinkedComponent<WasiContext> canary() throws IOException {
    return TestGuests.link("canary");
  }

  private static void use(InstancePool pool) throws IOException {
    try (Lease lease = pool.take(0, new Interruptible())) {
      lease.succeeded();
    }
  }

  @Test
  void keepsNoMoreThanItsNumber() throws Exception {
    try (InstancePool pool = TestGuests.pool(canary(), TestGuests.keeping(2))) {
      try (Lease one = pool.take(1, new Interruptible());
          Lease two = pool.take(2, new Interruptible());
          Lease three = pool.take(3, new Interruptible())) {
        one.succeeded();
        two.succeeded();
        three.succeeded();
      }

      assertThat(pool.idle()).isEqualTo(2);
    }
  }

  @Test
  void keepsNoMoreThanItsBytes() throws Exception {
    // Three pages and their marks, and the first one has the image of all.
    long one = 2 * 3 * (65536 + 16);
    for (long bytes : new long[] {0, one - 65536, one}) {
      PoolOptions options = new PoolOptions(9, bytes, LONG, 0, 1);
      try (InstancePool pool = TestGuests.pool(canary(), options)) {
        use(pool);

        assertThat(pool.idle()).as("in %d bytes", bytes).isEqualTo(bytes == one ? 1 : 0);
      }
    }
  }

  @Test
  void keepsNothingThatFailed() throws Exception {
    try (InstancePool pool = TestGuests.pool(canary(), TestGuests.keeping(2))) {
      try (Lease lease = pool.take(0, new Interruptible())) {
        assertThat(lease.instance()).isNotNull();
      }
      assertThat(pool.idle()).isZero();
      try (Lease lease = pool.take(1, new Interruptible())) {
        lease.interrupt();
        lease.succeeded();
      }
      assertThat(pool.idle()).isZero();
    }
  }

  @Test
  void anInterruptThatComesTooLateHitsNobody() throws Exception {
    try (InstancePool pool = TestGuests.pool(canary(), TestGuests.keeping(2))) {
      Lease lease = pool.take(0, new Interruptible());
      ComponentInstance instance = lease.instance();
      lease.succeeded();
      lease.close();
      lease.interrupt();

      try (Lease next = pool.take(1, new Interruptible())) {
        assertThat(next.instance()).isSameAs(instance);
        next.succeeded();
      }
      assertThat(pool.idle()).isEqualTo(1);
    }
  }

  @Test
  void makesTheFirstOneAhead() throws Exception {
    try (InstancePool pool = TestGuests.pool(canary(), new PoolOptions(3, 1 << 30, LONG, 1, 1))) {
      while (pool.idle() == 0) {
        Thread.onSpinWait();
      }
      use(pool);
      assertThat(pool.idle()).isPositive();
    }
  }

  @Test
  void givesUpWhatIsIdleForTooLong() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    ContextMaker contexts = _ -> TestGuests.context().onClose(closed::countDown).build();
    PoolOptions options = new PoolOptions(3, 1 << 30, Duration.ofMillis(1), 0, 5);
    try (InstancePool pool =
        new InstancePool(
            canary(), StoreLimits.DEFAULT, ComponentLimits.DEFAULT, contexts, options, _ -> {})) {
      // It keeps its context: more requests may use it as it is.
      use(pool);
      closed.await();

      assertThat(pool.idle()).isZero();
    }
  }

  @Test
  void closesTheContextWithTheRequestAndEverythingElseWithThePool() throws Exception {
    Queue<Long> closed = new ConcurrentLinkedQueue<>();
    ContextMaker contexts =
        number -> TestGuests.context().onClose(() -> closed.add(number)).build();
    InstancePool pool =
        new InstancePool(
            canary(),
            StoreLimits.DEFAULT,
            ComponentLimits.DEFAULT,
            contexts,
            TestGuests.keeping(3),
            _ -> {});
    Lease first = pool.take(7, new Interruptible());
    first.succeeded();
    first.close();
    assertThat(closed).containsExactly(7L);
    Lease under = pool.take(8, new Interruptible());
    pool.close();
    assertThat(pool.idle()).isZero();
    under.succeeded();
    under.close();

    assertThat(closed).containsExactly(7L, 8L);
    assertThat(pool.idle()).isZero();
  }

  @Test
  void givesTheInstanceBackWhenItsContextCannotBeMade() throws Exception {
    boolean[] failing = {false};
    ContextMaker contexts =
        _ -> {
          if (failing[0]) {
            throw new IOException("no context");
          }
          return TestGuests.context().build();
        };
    try (InstancePool pool =
        new InstancePool(
            canary(),
            StoreLimits.DEFAULT,
            ComponentLimits.DEFAULT,
            contexts,
            TestGuests.keeping(3),
            _ -> {})) {
      use(pool);
      failing[0] = true;

      assertThatThrownBy(() -> pool.take(1, new Interruptible())).hasMessage("no context");
      assertThat(pool.idle()).isEqualTo(1);
    }
  }

  @Test
  void closingEndsAnInitialisationThatNeverWould() throws Exception {
    try (InstancePool pool =
        TestGuests.pool(TestGuests.link("spin"), new PoolOptions(3, 1 << 30, LONG, 1, 1))) {
      assertThat(pool.isMaking()).isTrue();
      pool.close();
      while (pool.isMaking()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aRequestThatIsGivenUpEndsItsInitialisation() throws Exception {
    for (int kept : new int[] {0, 3}) {
      try (InstancePool pool = TestGuests.pool(TestGuests.link("spin"), TestGuests.keeping(kept))) {
        Watched watched = Watched.of(new GuestHandler(pool));
        try (ProxyFixture server = ProxyFixture.serving(watched)) {
          try (RawClient client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            watched.running().await();
          }
          watched.over().await();
        }
        assertThat(pool.idle()).isZero();
      }
    }
  }

  @Test
  void makesInstancesAnewWhoseInitialisationCallsTheHostAndSaysSoOnce() throws Exception {
    Queue<String> notices = new ConcurrentLinkedQueue<>();
    PoolOptions options = new PoolOptions(9, 1L << 30, LONG, 1, 1);
    try (InstancePool pool = TestGuests.pool(TestGuests.link("early"), options, notices::add);
        ProxyFixture server = ProxyFixture.serving(new GuestHandler(pool))) {
      for (int i = 0; i < 5; i++) {
        assertThat(server.say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
            .startsWith("HTTP/1.1 200 ");
      }

      assertThat(notices)
          .containsExactly("every request gets a new instance: its initialisation calls the host");
      assertThat(server.hasFailures()).isFalse();
      assertThat(pool.idle()).isZero();
    }
  }
}
