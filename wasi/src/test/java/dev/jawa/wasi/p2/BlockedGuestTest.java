package dev.jawa.wasi.p2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HostClock;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.p2.io.InputStream;
import dev.jawa.wasi.p2.io.OutputStream;
import java.io.File;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Guests in the middle of a call that does not return.
@Timeout(30)
class BlockedGuestTest {

  private static final long HOUR = 3_600_000_000_000L;
  private static final String BLOCK = "wasi:io/poll#[method]pollable.block";
  private static final String SUBSCRIBE = "wasi:clocks/monotonic-clock#subscribe-duration";
  private static final String SOCKET = "wasi:sockets/tcp#[method]tcp-socket.";
  private static final int IPV4 = 0;

  record Blocked(String name, Call call) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Call {
    Object run(FakeGuest guest);
  }

  static List<Blocked> calls() {
    return List.of(
        new Blocked("sleep", g -> g.call(BLOCK, g.call(SUBSCRIBE, HOUR))),
        new Blocked(
            "poll of many",
            g -> g.call("wasi:io/poll#poll", List.of(g.call(SUBSCRIBE, HOUR), pipe().readiness()))),
        new Blocked(
            "read",
            g -> g.call("wasi:io/streams#[method]input-stream.blocking-read", input(), 10L)),
        new Blocked(
            "skip",
            g -> g.call("wasi:io/streams#[method]input-stream.blocking-skip", input(), 10L)),
        new Blocked(
            "write",
            g ->
                g.call(
                    "wasi:io/streams#[method]output-stream.blocking-write-and-flush",
                    OutputStream.owning(new BytePipe(1).sink()),
                    new byte[100])),
        new Blocked(
            "splice",
            g ->
                g.call(
                    "wasi:io/streams#[method]output-stream.blocking-splice",
                    OutputStream.owning(new BytePipe(1).sink()),
                    input(),
                    10L)),
        new Blocked("accept", BlockedGuestTest::awaitConnection),
        new Blocked("name look-up", BlockedGuestTest::awaitName));
  }

  private static ByteSource pipe() {
    return new BytePipe(1).source();
  }

  private static InputStream input() {
    return InputStream.owning(pipe());
  }

  private static Object awaitConnection(FakeGuest guest) {
    Object network = guest.call("wasi:sockets/instance-network#instance-network");
    Object socket =
        guest.ok(Object.class, "wasi:sockets/tcp-create-socket#create-tcp-socket", IPV4);
    Object address = new Variant(IPV4, new Object[] {0, new Object[] {127, 0, 0, 1}});
    assertThat(guest.call(SOCKET + "start-bind", socket, network, address)).isEqualTo(Result.OK);
    guest.call(SOCKET + "finish-bind", socket);
    guest.call(SOCKET + "start-listen", socket);
    guest.call(SOCKET + "finish-listen", socket);
    try {
      return guest.call(BLOCK, guest.call(SOCKET + "subscribe", socket));
    } finally {
      guest.destroy(socket);
    }
  }

  private static Object awaitName(FakeGuest guest) {
    Object network = guest.call("wasi:sockets/instance-network#instance-network");
    Object stream =
        guest.ok(
            Object.class, "wasi:sockets/ip-name-lookup#resolve-addresses", network, "some.name");
    return guest.call(
        BLOCK,
        guest.call("wasi:sockets/ip-name-lookup#[method]resolve-address-stream.subscribe", stream));
  }

  /// Never finds a name.
  private static final class Silent implements NetworkPlace {
    @Override
    public <T> T call(Callable<T> action) throws Exception {
      return action.call();
    }

    @Override
    public List<InetAddress> lookUp(String name) throws InterruptedException {
      new CountDownLatch(1).await();
      throw new AssertionError();
    }
  }

  private static FakeGuest guest() {
    return new FakeGuest(
        b -> b.clock(HostClock.SYSTEM).network(new Silent()).sockets(SocketPolicy.ALLOWED));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void endsAtOnceWhenKilledAndLeavesNoDescriptor(Blocked blocked) throws Exception {
    // Classes, selectors and pools of the JDK are opened by the first run.
    kill(blocked);
    int before = descriptors();
    for (int i = 0; i < 5; i++) {
      assertThat(kill(blocked))
          .isInstanceOfSatisfying(
              Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
    }
    // What watches a guest's sockets closes itself on its own thread.
    while (descriptors() > before) {
      assertThat(Thread.interrupted()).as("descriptors stay open").isFalse();
      Thread.yield();
    }
  }

  private static Throwable kill(Blocked blocked) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    FakeGuest guest = guest();
    try (var context = guest.context) {
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                started.countDown();
                try {
                  blocked.call().run(guest);
                } catch (RuntimeException | Error e) {
                  thrown.set(e);
                }
              });
      started.await();
      thread.interrupt();
      thread.join();
    }
    return thrown.get();
  }

  private static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }

  @Test
  void takesNoPlatformThreadForAGuestAsleep() throws InterruptedException {
    int guests = 10_000;
    CountDownLatch asleep = new CountDownLatch(guests);
    AtomicInteger ended = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    FakeGuest guest = guest();
    int before = Thread.getAllStackTraces().size();
    for (int i = 0; i < guests; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                Object timer = guest.call(SUBSCRIBE, HOUR);
                asleep.countDown();
                try {
                  guest.call(BLOCK, timer);
                } catch (Trap e) {
                  ended.incrementAndGet();
                }
              }));
    }
    asleep.await();
    // Carriers and the JDK's timer, whatever the number of guests.
    assertThat(Thread.getAllStackTraces().size() - before).isLessThan(50);
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(ended).hasValue(guests);
  }
}
