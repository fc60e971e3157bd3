package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Guests that the one event loop of a server carries, as this build allows it.
@Timeout(180)
class LoopGuestsTest {

  /// Enough for a handler to be known as quick, also where some were slow at first.
  private static final int MANY = 800;

  private static InstancePool pool() throws IOException {
    return TestGuests.pool(TestGuests.link(TestGuests.HELLO_HTTP), PoolOptions.DEFAULT);
  }

  /// A server whose loop carries requests.
  private static ProxyFixture quick(InstancePool pool) throws IOException {
    ProxyFixture proxy =
        ProxyFixture.serving(new GuestHandler(pool), options -> options.eventLoops(1));
    converse(proxy, MANY);
    return proxy;
  }

  private static void converse(ProxyFixture proxy, int requests) throws IOException {
    try (RawClient client = proxy.client()) {
      for (int i = 0; i < requests; i++) {
        assertThat(get(client)).startsWith("HTTP/1.1 200 OK");
      }
    }
  }

  private static String get(RawClient client) throws IOException {
    return client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").until("0\r\n\r\n");
  }

  @Test
  void guestThatLoopsForEverDoesNotKeepTheLoop() throws Exception {
    try (InstancePool pool = pool();
        ProxyFixture proxy = quick(pool)) {
      List<RawClient> spinning = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        spinning.add(proxy.client().send("GET /spin HTTP/1.1\r\nHost: x\r\n\r\n"));
      }

      converse(proxy, 50);

      for (RawClient client : spinning) {
        client.close();
      }
      converse(proxy, 50);
    }
  }

  @Test
  void manyConnectionsShareOneLoop() throws Exception {
    try (InstancePool pool = pool();
        ProxyFixture proxy = quick(pool)) {
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(CompletableFuture.runAsync(() -> echo(proxy), Thread::startVirtualThread));
      }

      CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).get();
    }
  }

  /// Bodies in pieces: the guest waits for the loop, and the loop for the guest.
  private static void echo(ProxyFixture proxy) {
    String half = "x".repeat(300);
    try (RawClient client = proxy.client()) {
      for (int i = 0; i < 20; i++) {
        client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n" + half);
        String begun = client.until("x");
        client.send(half);
        String answer = begun + client.until("\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 OK");
        assertThat(answer.chars().filter(c -> c == 'x').count()).isEqualTo(600);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
