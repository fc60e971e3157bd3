package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.ctx.HttpHeader;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadTest {

  private static final int CONNECTIONS = 50;
  private static final int REQUESTS_EACH = 200;

  private static final RequestHandler HELLO =
      (request, exchange) -> {
        byte[] body = Handlers.readAll(request.body().stream());
        exchange.respond(
            Handlers.text("hello", HttpHeader.of("x-length", Integer.toString(body.length))));
      };

  @Test
  void servesTenThousandRequestsAndGrowsNothing() throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(HELLO)) {
      converse(proxy, 10);
      int threads = Thread.getAllStackTraces().size();
      int descriptors = openDescriptors();

      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(
            CompletableFuture.runAsync(
                () -> converse(proxy, REQUESTS_EACH), task -> Thread.ofVirtual().start(task)));
      }
      CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get();
      proxy.server.drain(java.time.Duration.ofSeconds(10)).get();

      assertThat(proxy.hasFailures()).isFalse();
      assertThat(proxy.server.requests()).isZero();
      assertThat(proxy.server.connections()).isZero();
      assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors);
      assertThat(Thread.getAllStackTraces()).hasSizeLessThanOrEqualTo(threads + 2);
    }
  }

  private static void converse(ProxyFixture proxy, int requests) {
    try (RawClient client = proxy.client()) {
      for (int i = 0; i < requests; i++) {
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
        String heard = client.until("0\r\n\r\n");
        assertThat(heard).startsWith("HTTP/1.1 200 OK").contains("x-length: 3", "hello");
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static int openDescriptors() {
    String[] names = new File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }
}
