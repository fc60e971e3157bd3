package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.http.Handlers.FedSource;
import dev.jawa.wasi.ctx.HttpResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A drain under load loses nothing.
class DrainTest {

  private static final RequestHandler HELLO =
      (_, exchange) -> exchange.respond(Handlers.text("hello"));

  /// A connection that rested for longer may be closed under the request of a client, here one that
  /// got no time to run; such a client asks again.
  private static final Duration USED_A_MOMENT_AGO = Duration.ofMillis(300);

  /// Clients that keep their connections, and open a new one when told that theirs is closed.
  private static final class Load {
    private final InetSocketAddress address;
    private final List<Thread> clients = new ArrayList<>();
    final AtomicInteger whole = new AtomicInteger();
    final List<String> lost = Collections.synchronizedList(new ArrayList<>());

    Load(InetSocketAddress address, int count, Duration pause, CountDownLatch warm) {
      this.address = address;
      for (int i = 0; i < count; i++) {
        clients.add(Thread.ofVirtual().start(() -> run(pause, warm)));
      }
    }

    private void run(Duration pause, CountDownLatch warm) {
      while (true) {
        try (RawClient client = new RawClient(address)) {
          converse(client, pause, warm);
        } catch (ConnectException notListening) {
          return;
        } catch (IOException e) {
          lost.add("no connection: " + e);
          return;
        }
      }
    }

    private void converse(RawClient client, Duration pause, CountDownLatch warm) {
      String answer;
      long idleSince = System.nanoTime();
      do {
        boolean late = System.nanoTime() - idleSince > USED_A_MOMENT_AGO.toNanos();
        try {
          answer = client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").until("0\r\n\r\n");
        } catch (IOException e) {
          lost.add("reset: " + e.getMessage());
          return;
        }
        if (late && answer.isEmpty()) {
          return;
        }
        if (!answer.startsWith("HTTP/1.1 200 ") || !answer.endsWith("hello\r\n0\r\n\r\n")) {
          lost.add("'" + answer + "'");
          return;
        }
        whole.incrementAndGet();
        warm.countDown();
        idleSince = System.nanoTime();
        LockSupport.parkNanos(pause.toNanos());
      } while (!answer.contains("connection: close"));
    }

    void join() throws InterruptedException {
      for (Thread client : clients) {
        client.join();
      }
    }
  }

  @Test
  void losesNoRequestUnderLoad() throws Exception {
    CountDownLatch warm = new CountDownLatch(1_000);
    try (ProxyFixture proxy = ProxyFixture.serving(HELLO)) {
      Load load = new Load(proxy.server.address(), 32, Duration.ofMillis(10), warm);
      warm.await();

      HttpProxyServer.Drained drained =
          proxy.server.drain(Duration.ofSeconds(20)).get(60, TimeUnit.SECONDS);
      load.join();

      assertThat(drained.complete()).isTrue();
      assertThat(load.lost).isEmpty();
      assertThat(load.whole.get()).isGreaterThanOrEqualTo(1_000);
    }
  }

  @Test
  void answersThoseWhoWaitToBeAccepted() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    RequestHandler held =
        (request, exchange) -> {
          running.countDown();
          goOn.await();
          HELLO.handle(request, exchange);
        };
    String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    try (ProxyFixture proxy = ProxyFixture.serving(held, options -> options.maxConnections(1));
        RawClient accepted = proxy.client().send(get)) {
      running.await();
      try (RawClient inBacklog = proxy.client().send(get)) {
        var drained = proxy.server.drain(Duration.ofSeconds(20));
        goOn.countDown();

        assertThat(accepted.until("0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(inBacklog.until("0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(drained.get(60, TimeUnit.SECONDS).complete()).isTrue();
      }
    }
  }

  /// Who has read a head that says nothing of an end may have sent the next request already.
  @Test
  void answersOneMoreRequestWhereTheHeadWasOutBefore() throws Exception {
    FedSource body = new FedSource();
    AtomicInteger requests = new AtomicInteger();
    RequestHandler slowFirst =
        (request, exchange) -> {
          if (requests.getAndIncrement() == 0) {
            exchange.respond(new HttpResponse(200, List.of(), Handlers.body(body)));
          } else {
            HELLO.handle(request, exchange);
          }
        };
    String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    try (ProxyFixture proxy = ProxyFixture.serving(slowFirst);
        RawClient client = proxy.client().send(get)) {
      body.feed("begun");
      assertThat(client.until("begun\r\n")).doesNotContain("connection: close");
      client.send(get);
      var drained = proxy.server.drain(Duration.ofSeconds(20));
      awaitNoListener(proxy);
      body.end();

      assertThat(client.until("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
      assertThat(client.until("0\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .contains("connection: close");
      assertThat(drained.get(60, TimeUnit.SECONDS).complete()).isTrue();
    }
  }

  /// A machine that stands still does so for its clients and for the event loops: what they sent
  /// before is not read when the loop comes to close what seems unused.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersWhatArrivedWhileItsLoopWasHeldUp(boolean beforeItDecides) throws Exception {
    String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    try (ProxyFixture proxy = ProxyFixture.serving(HELLO);
        RawClient client = proxy.client().send(get)) {
      client.until("0\r\n\r\n");
      ConnectionGate gate = proxy.server.gates().findFirst().orElseThrow();
      CountDownLatch held = new CountDownLatch(1);
      gate.channel()
          .eventLoop()
          .execute(() -> {
            if (!beforeItDecides) {
              gate.drain();
            }
            held.countDown();
            holdUp(Duration.ofMillis(700));
            if (beforeItDecides) {
              gate.drain();
            }
          });
      held.await();
      client.send(get);

      assertThat(client.until("0\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ")
          .contains("connection: close");
    }
  }

  private static void holdUp(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static void awaitNoListener(ProxyFixture proxy) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      try (RawClient more = proxy.client()) {
        Thread.onSpinWait();
      } catch (ConnectException closed) {
        return;
      }
    }
    throw new AssertionError("it still listens after a minute");
  }
}
