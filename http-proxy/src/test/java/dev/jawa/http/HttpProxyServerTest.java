package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.http.Handlers.FedSource;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.NetworkPlace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpProxyServerTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final RequestHandler HELLO =
      (_, exchange) ->
          exchange.respond(Handlers.text("hello", HttpHeader.of("content-length", "5")));

  @Test
  void saysWhatToDoWhenPortIsTaken() throws Exception {
    try (ProxyFixture first = ProxyFixture.serving(HELLO)) {
      InetSocketAddress taken = first.server.address();
      assertThatThrownBy(() -> HttpProxyServer.start(HELLO, ProxyOptions.builder(taken).build()))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot listen on 127.0.0.1:"
                  + taken.getPort()
                  + ": address already in use; stop the other program or choose another port");
    }
  }

  @Test
  void saysWhatToDoWhenAddressIsNotOfThisMachine() {
    ProxyOptions options = ProxyOptions.builder(new InetSocketAddress("192.0.2.1", 0)).build();
    assertThatThrownBy(() -> HttpProxyServer.start(HELLO, options))
        .hasMessage(
            "cannot listen on 192.0.2.1:0: this machine has no such address; choose one of its own, or 0.0.0.0");
  }

  @Test
  void opensTheListenerInTheNetworkPlace() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    NetworkPlace counting =
        new NetworkPlace() {
          @Override
          public <T> T call(Callable<T> action) throws Exception {
            opened.incrementAndGet();
            return action.call();
          }
        };
    try (ProxyFixture proxy = ProxyFixture.serving(HELLO, options -> options.network(counting))) {
      assertThat(proxy.say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .endsWith("hello");
    }
    assertThat(opened).hasValue(1);
  }

  @Test
  void drainLetsRequestsFinishAndClosesIdleConnectionsAtOnce() throws Exception {
    FedSource body = new FedSource();
    CountDownLatch inHandler = new CountDownLatch(1);
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    RequestHandler handler =
        (request, exchange) -> {
          switch (request.pathWithQuery()) {
            case "/streaming" ->
                exchange.respond(new HttpResponse(200, List.of(), Handlers.body(body)));
            case "/computing" -> {
              inHandler.countDown();
              goOn.join();
              exchange.respond(Handlers.text("computed", HttpHeader.of("content-length", "8")));
            }
            case null, default -> HELLO.handle(request, exchange);
          }
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient idle = proxy.client();
        RawClient streaming = proxy.client();
        RawClient computing = proxy.client()) {
      idle.send(GET).until("hello");
      streaming.send("GET /streaming HTTP/1.1\r\nHost: x\r\n\r\n").until("\r\n\r\n");
      computing.send("GET /computing HTTP/1.1\r\nHost: x\r\n\r\n");
      inHandler.await();

      CompletableFuture<HttpProxyServer.Drained> drained =
          proxy.server.drain(Duration.ofSeconds(20));
      assertThat(idle.rest()).isEmpty();
      // Refused, or still in the backlog and reset: never answered.
      assertThatThrownBy(() -> proxy.say(GET)).isInstanceOf(IOException.class);
      assertThat(drained).isNotDone();

      body.feed("rest");
      body.end();
      assertThat(streaming.rest()).isEqualTo("4\r\nrest\r\n0\r\n\r\n");
      goOn.complete(null);
      assertThat(computing.rest()).contains("connection: close").endsWith("computed");
      assertThat(drained.get()).isEqualTo(new HttpProxyServer.Drained(0));
    }
  }

  @Test
  void drainCutsWhatIsNotOverAfterTheGrace() throws Exception {
    CountDownLatch aborted = new CountDownLatch(1);
    RequestHandler endless =
        (_, exchange) -> {
          exchange.onAbort(aborted::countDown);
          exchange.respond(new HttpResponse(200, List.of(), Handlers.body(new FedSource())));
          aborted.await();
        };
    try (ProxyFixture proxy = ProxyFixture.serving(endless);
        RawClient client = proxy.client()) {
      client.send(GET).until("\r\n\r\n");
      assertThat(proxy.server.drain(Duration.ofMillis(20)).get().cut()).isEqualTo(1);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void closeCutsDrainShort() throws Exception {
    CountDownLatch aborted = new CountDownLatch(1);
    RequestHandler endless =
        (_, exchange) -> {
          exchange.onAbort(aborted::countDown);
          exchange.respond(new HttpResponse(200, List.of(), Handlers.body(new FedSource())));
          aborted.await();
        };
    try (ProxyFixture proxy = ProxyFixture.serving(endless);
        RawClient client = proxy.client()) {
      client.send(GET).until("\r\n\r\n");
      CompletableFuture<HttpProxyServer.Drained> drained = proxy.server.drain(Duration.ofHours(1));
      proxy.server.close();
      assertThat(drained).isCompletedWithValue(new HttpProxyServer.Drained(1));
    }
  }

  @Test
  void leavesNoThreadAndNoConnection() throws Exception {
    ProxyFixture proxy = ProxyFixture.serving(HELLO);
    try (RawClient client = proxy.client()) {
      client.send(GET).until("hello");
      proxy.close();
      assertThat(client.rest()).isEmpty();
    }
    assertThat(proxy.server.connections()).isZero();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("jawa-http"));
  }

  @Test
  void closesIdleConnectionAfterTheTimeout() throws Exception {
    try (ProxyFixture proxy =
            ProxyFixture.serving(HELLO, options -> options.idleTimeout(Duration.ofMillis(50)));
        RawClient client = proxy.client()) {
      client.send(GET).until("hello");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void closesConnectionWhoseHeadDribblesIn() throws Exception {
    try (ProxyFixture proxy =
            ProxyFixture.serving(HELLO, options -> options.headerTimeout(Duration.ofMillis(50)));
        RawClient client = proxy.client()) {
      assertThat(client.send("GET / HTTP/1.1\r\nHo").rest())
          .startsWith("HTTP/1.1 408 Request Timeout\r\n")
          .contains("connection: close");
    }
  }

  @Test
  void doesNotTakeLongRequestForIdle() throws Exception {
    RequestHandler slow =
        (request, exchange) -> {
          Thread.sleep(Duration.ofMillis(1_500));
          HELLO.handle(request, exchange);
        };
    try (ProxyFixture proxy =
            ProxyFixture.serving(slow, options -> options.idleTimeout(Duration.ofSeconds(1)));
        RawClient client = proxy.client()) {
      assertThat(client.send(GET).until("hello")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void letsConnectionsWaitBeyondTheLimit() throws Exception {
    // Netty accepts up to sixteen at once before it looks at the limit, so the first comes alone.
    try (ProxyFixture proxy = ProxyFixture.serving(HELLO, options -> options.maxConnections(1));
        RawClient first = proxy.client()) {
      first.send(GET).until("hello");
      try (RawClient second = proxy.client()) {
        second.send(GET);
        first.send(GET).until("hello");
        assertThat(proxy.server.connections()).isEqualTo(1);
        first.close();
        assertThat(second.until("hello")).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void letsOnlySoManyRequestsRunAtATime() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    RequestHandler handler =
        (request, exchange) -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          if (running.get() == 2) {
            goOn.complete(null);
          }
          goOn.join();
          running.decrementAndGet();
          HELLO.handle(request, exchange);
        };
    try (ProxyFixture proxy =
        ProxyFixture.serving(handler, options -> options.maxConcurrentRequests(2))) {
      List<RawClient> clients =
          List.of(proxy.client(), proxy.client(), proxy.client(), proxy.client());
      for (RawClient client : clients) {
        client.send(GET);
      }
      for (RawClient client : clients) {
        assertThat(client.until("hello")).startsWith("HTTP/1.1 200");
        client.close();
      }
    }
    assertThat(most).hasValue(2);
  }
}
