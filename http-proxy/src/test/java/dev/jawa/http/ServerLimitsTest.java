package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpResponse;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Each limit at its edge, through a socket.
class ServerLimitsTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String LAST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  private static final RequestHandler HELLO =
      (_, exchange) -> exchange.respond(Handlers.text("hello"));

  /// Holds each request until it is let go.
  private static final class Holding implements RequestHandler {
    final CountDownLatch goOn = new CountDownLatch(1);
    final CountDownLatch first = new CountDownLatch(1);

    @Override
    public void handle(dev.jawa.wasi.ctx.HttpRequest request, Exchange exchange) throws Exception {
      first.countDown();
      goOn.await();
      HELLO.handle(request, exchange);
    }
  }

  /// A server that closed at once would reset the client's connection under its writes.
  @Test
  void takesWhatIsOnItsWayAfterTheLastAnswer() throws Exception {
    try (ProxyFixture proxy =
            ProxyFixture.serving(HELLO, options -> options.lingerTimeout(Duration.ofMinutes(1)));
        RawClient client = proxy.client()) {
      assertThat(client.send(LAST).rest()).contains("hello");
      byte[] late = new byte[64 << 10];
      for (int i = 0; i < 100; i++) {
        client.socket.getOutputStream().write(late);
      }
      assertThat(proxy.server.connections()).isOne();
    }
  }

  @Test
  void closesWhenTheClientTakesTooLongToDoSo() throws Exception {
    try (ProxyFixture proxy =
            ProxyFixture.serving(HELLO, options -> options.lingerTimeout(Duration.ofMillis(50)));
        RawClient client = proxy.client()) {
      assertThat(client.send(LAST).rest()).contains("hello");
      while (proxy.server.connections() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void refusesRequestsBeyondTheQueue() throws Exception {
    Holding holding = new Holding();
    try (ProxyFixture proxy =
            ProxyFixture.serving(
                holding, options -> options.maxConcurrentRequests(1).maxQueuedRequests(1));
        RawClient running = proxy.client();
        RawClient queued = proxy.client()) {
      running.send(GET);
      holding.first.await();
      queued.send(GET);
      while (proxy.server.queued() == 0) {
        Thread.onSpinWait();
      }
      assertThat(proxy.say(LAST)).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
      holding.goOn.countDown();
      assertThat(running.until("hello")).startsWith("HTTP/1.1 200");
      assertThat(queued.until("hello")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void refusesRequestThatWaitedTooLong() throws Exception {
    Holding holding = new Holding();
    try (ProxyFixture proxy =
            ProxyFixture.serving(
                holding,
                options -> options.maxConcurrentRequests(1).queueTimeout(Duration.ofSeconds(2)));
        RawClient running = proxy.client()) {
      running.send(GET);
      holding.first.await();
      assertThat(proxy.say(LAST)).startsWith("HTTP/1.1 503 ").contains("retry-after: 1");
      holding.goOn.countDown();
      assertThat(running.until("hello")).startsWith("HTTP/1.1 200");
      assertThat(proxy.say(LAST)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void forgetsQueuedRequestWhoseClientLeft() throws Exception {
    Holding holding = new Holding();
    try (ProxyFixture proxy =
            ProxyFixture.serving(holding, options -> options.maxConcurrentRequests(1));
        RawClient running = proxy.client()) {
      running.send(GET);
      holding.first.await();
      try (RawClient leaving = proxy.client()) {
        leaving.send(GET);
        while (proxy.server.queued() == 0) {
          Thread.onSpinWait();
        }
      }
      while (proxy.server.queued() > 0) {
        Thread.onSpinWait();
      }
      holding.goOn.countDown();
      assertThat(running.until("hello")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void limitsTheNumberOfFields() throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(HELLO, options -> options.maxHeaders(5))) {
      String head = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
      assertThat(proxy.say(head + "a: 1\r\nb: 2\r\nc: 3\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(proxy.say(head + "a: 1\r\nb: 2\r\nc: 3\r\nd: 4\r\n\r\n"))
          .startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void limitsTheRateOfAClient() throws Exception {
    // One more token would need a thousand seconds of grace: no clock is that wrong.
    try (ProxyFixture proxy =
            ProxyFixture.serving(HELLO, options -> options.rate(new RateLimit(1, 3)));
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).until("0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
      }
      assertThat(client.send(LAST).rest()).startsWith("HTTP/1.1 429 ").contains("retry-after: 1");
    }
  }

  @Test
  void closesConnectionThatTakesNothingOfItsAnswer() throws Exception {
    CompletableFuture<Void> aborted = new CompletableFuture<>();
    Handlers.FedSource endless = new Handlers.FedSource();
    RequestHandler flood =
        (_, exchange) -> {
          exchange.onAbort(() -> aborted.complete(null));
          exchange.respond(new HttpResponse(200, List.of(), Handlers.body(endless)));
          for (int i = 0; i < 400; i++) {
            endless.feed("x".repeat(64 << 10));
          }
          aborted.join();
        };
    try (ProxyFixture proxy =
            ProxyFixture.serving(flood, options -> options.stallTimeout(Duration.ofMillis(60)));
        RawClient client = proxy.client()) {
      client.socket.setReceiveBufferSize(4 << 10);
      client.send(GET);
      aborted.get(60, TimeUnit.SECONDS);
      endless.closed.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void answersWhileSlowClientsHoldTheirConnections() throws Exception {
    try (ProxyFixture proxy =
        ProxyFixture.serving(HELLO, options -> options.headerTimeout(Duration.ofSeconds(1)))) {
      List<RawClient> slow = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        slow.add(proxy.client().send("GET / HTTP/1.1\r\nHost: x\r\nx-" + i + ": "));
      }
      assertThat(proxy.say(LAST)).startsWith("HTTP/1.1 200 ");
      for (RawClient client : slow) {
        assertThat(client.rest()).startsWith("HTTP/1.1 408 ");
        client.close();
      }
    }
  }

  @Test
  void holdsTenThousandIdleConnections() throws Exception {
    long files =
        ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getMaxFileDescriptorCount();
    int count = (int) Math.min(10_000, (files - 1_000) / 2);
    List<SocketChannel> idle = new ArrayList<>(count);
    try (ProxyFixture proxy =
        ProxyFixture.serving(HELLO, options -> options.maxConnections(count + 10).backlog(4096))) {
      for (int i = 0; i < count; i++) {
        idle.add(SocketChannel.open(proxy.server.address()));
      }
      assertThat(proxy.say(LAST)).startsWith("HTTP/1.1 200 ");
      while (proxy.server.connections() < count) {
        Thread.onSpinWait();
      }
    } finally {
      for (SocketChannel channel : idle) {
        channel.close();
      }
    }
  }

  @Test
  void closesWhoHasBeenIdleForLongestWhenOthersWait() throws Exception {
    Holding holding = new Holding();
    RequestHandler handler =
        (request, exchange) ->
            ("/held".equals(request.pathWithQuery()) ? holding : HELLO).handle(request, exchange);
    try (ProxyFixture proxy =
            ProxyFixture.serving(
                handler, options -> options.maxConnections(3).idleTimeout(null).backlog(16));
        RawClient working = proxy.client().send(LAST.replace("/ ", "/held "));
        RawClient oldest = proxy.client().send(GET)) {
      holding.first.await();
      assertThat(oldest.until("\r\n0\r\n\r\n")).contains("hello");
      try (RawClient _ = proxy.client();
          RawClient waiting = proxy.client().send(LAST)) {
        assertThat(waiting.rest()).contains("hello");
        assertThat(oldest.rest()).isEmpty();
      }
      holding.goOn.countDown();
      assertThat(working.rest()).contains("hello");
    }
  }

  @Test
  void setsFieldsBeforeTheGuestSeesThem() throws Exception {
    RequestHandler echo =
        (request, exchange) ->
            exchange.respond(
                Handlers.text(
                    request.headers().stream()
                        .map(h -> h.name() + "=" + new String(h.value(), StandardCharsets.UTF_8))
                        .toList()
                        .toString()));
    HeaderRules rules =
        new HeaderRules(
            List.of(
                new HttpHeader("x-from", "proxy".getBytes(StandardCharsets.UTF_8)),
                new HttpHeader("x-from", "jawa".getBytes(StandardCharsets.UTF_8))));
    try (ProxyFixture proxy = ProxyFixture.serving(echo, options -> options.headers(rules))) {
      assertThat(
              proxy.say(
                  "GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\nX-From: me\r\na: b\r\n\r\n"))
          .contains("[a=b, x-from=proxy, x-from=jawa]");
    }
  }
}
