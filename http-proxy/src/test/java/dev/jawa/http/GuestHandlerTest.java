package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.http.Handlers.Watched;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GuestHandlerTest {

  private static final Path SHARED =
      Path.of(System.getProperty("jawa.shared", "../shared"), "components");

  private static GuestHandler handler(Path file) throws IOException {
    return handler(file, GuestHandlerTest::context);
  }

  private static GuestHandler handler(Path file, ContextMaker contexts) throws IOException {
    return new GuestHandler(
        new InstancePool(
            TestGuests.link(file),
            StoreLimits.DEFAULT,
            ComponentLimits.DEFAULT,
            contexts,
            PoolOptions.DEFAULT,
            _ -> {}));
  }

  private static WasiContext context(long number) {
    return TestGuests.context().build();
  }

  @Test
  void answersWithFreshInstanceForEachRequest() throws Exception {
    Queue<Long> numbers = new ConcurrentLinkedQueue<>();
    GuestHandler handler =
        handler(
            SHARED.resolve("hello_wasi_http.wasm"),
            number -> {
              numbers.add(number);
              return context(number);
            });
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        String heard = client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").until("\r\n0\r\n\r\n");
        assertThat(heard)
            .startsWith("HTTP/1.1 200 OK\r\n")
            .contains("Hello, this is your first wasi:http/proxy world!");
      }
      assertThat(numbers).containsExactly(0L, 1L, 2L);
      assertThat(proxy.hasFailures()).isFalse();
    }
  }

  @Test
  void answers500WhenGuestTrapsBeforeTheHead() throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(handler(TestGuests.HELLO_HTTP));
        RawClient client = proxy.client()) {
      client.send("GET /trap HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.until("\r\n\r\n"))
          .startsWith("HTTP/1.1 500 ")
          .contains("content-length: 0");
      assertThat(proxy.failure().cause()).isInstanceOf(Trap.class);
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.until("\r\n0\r\n\r\n")).contains("Hello from a component on the JVM!");
    }
  }

  @Test
  void streamsThroughTheGuestBothWays() throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(handler(TestGuests.HELLO_HTTP));
        RawClient client = proxy.client()) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
      assertThat(client.until("one\r\n")).startsWith("HTTP/1.1 200 OK");
      client.send("3\r\ntwo\r\n0\r\n\r\n");
      assertThat(client.until("\r\n0\r\n\r\n")).isEqualTo("3\r\ntwo\r\n0\r\n\r\n");
    }
  }

  @Test
  void interruptsGuestWhoseClientLeft() throws Exception {
    Watched watched = Watched.of(handler(TestGuests.HELLO_HTTP));
    try (ProxyFixture proxy = ProxyFixture.serving(watched)) {
      try (RawClient client = proxy.client()) {
        client.send(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        client.until("one\r\n");
      }
      watched.over().await();
      assertThat(proxy.hasFailures()).isFalse();
    }
  }
}
