package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.http.Handlers.Watched;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hunts for what one request left to another: the guest `canary` hides a secret in every memory,
/// table and global and holds handles, and reports all state it can see. A server with a pool has
/// to answer in every byte as one that makes each instance anew.
@Timeout(120)
@ParameterizedClass
@EnumSource(TestGuests.Engines.class)
class CanaryTest {

  /// What `canary.wat` reports.
  private record Report(
      long secrets,
      int pages,
      int otherPages,
      long integers,
      long floats,
      long table,
      long reference,
      long handle,
      long uses,
      long hash) {

    static Report of(byte[] body) {
      ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(body).hasSize(72);
      long secrets = in.getLong();
      int otherPages = in.getInt();
      return new Report(
          secrets,
          in.getInt(),
          otherPages,
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong());
    }
  }

  @Parameter private TestGuests.Engines engine;
  private final HttpClient client = HttpClient.newHttpClient();
  private LinkedComponent<WasiContext> component;
  private ProxyFixture fresh;
  private InstancePool pool;
  private ProxyFixture pooled;

  @BeforeEach
  void start() throws IOException {
    component = TestGuests.link("canary", engine);
    fresh = serving(TestGuests.pool(component, TestGuests.keeping(0)));
    pool = TestGuests.pool(component, TestGuests.keeping(100));
    pooled = serving(pool);
  }

  @AfterEach
  void stop() {
    client.close();
    fresh.close();
    pooled.close();
    pool.close();
  }

  private static ProxyFixture serving(InstancePool pool) throws IOException {
    return ProxyFixture.serving(new GuestHandler(pool));
  }

  /// The answer to a path; one without body if the connection breaks.
  private byte[] ask(ProxyFixture server, String path) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.server.address().getPort() + path);
    try {
      HttpResponse<byte[]> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).isIn(200, 500);
      return response.body();
    } catch (IOException broken) {
      return new byte[0];
    }
  }

  @Test
  void aFreshInstanceSeesItsFirstStateAndAfterHidingTheSecret() throws Exception {
    Report first = Report.of(ask(fresh, "/d"));
    Report hidden = Report.of(ask(fresh, "/w"));

    assertThat(first.secrets()).isZero();
    assertThat(first.pages()).isEqualTo(2);
    assertThat(first.otherPages()).isEqualTo(1);
    assertThat(first.integers()).isEqualTo(23);
    assertThat(first.reference()).isEqualTo(1);
    assertThat(first.uses()).isEqualTo(1);
    assertThat(hidden.secrets()).isGreaterThan(2000);
    assertThat(hidden.reference()).isEqualTo(666);
    assertThat(hidden.handle()).isEqualTo(first.handle() + 3);
    assertThat(Report.of(ask(fresh, "/d"))).isEqualTo(first);
  }

  /// What each letter does is in `canary.wat`.
  @ParameterizedTest
  @ValueSource(strings = {"w", "g", "t", "x", "h", "u", "e", "a"})
  void nothingIsLeftForTheNextRequest(String letter) throws Exception {
    Report expected = Report.of(ask(fresh, "/d"));
    for (int i = 0; i < 3; i++) {
      assertThat(ask(pooled, "/" + letter)).isEqualTo(ask(fresh, "/" + letter));
      assertThat(Report.of(ask(pooled, "/d"))).isEqualTo(expected);
    }
  }

  @Test
  void nothingIsLeftOfARequestThatIsCancelled() throws Exception {
    Report expected = Report.of(ask(fresh, "/d"));
    Watched watched = Watched.of(new GuestHandler(pool));
    try (ProxyFixture server = ProxyFixture.serving(watched)) {
      try (RawClient spinning = server.client()) {
        spinning.send("GET /s HTTP/1.1\r\nHost: x\r\n\r\n");
        watched.running().await();
      }
      watched.over().await();

      for (int i = 0; i < 3; i++) {
        assertThat(Report.of(ask(server, "/d"))).isEqualTo(expected);
      }
    }
  }

  @Test
  void instancesAreReallyUsedAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      Report.of(ask(pooled, "/w"));
    }
    // The handler returns after its answer.
    try (Lease first = pool.take(0, new Interruptible())) {
      var instance = first.instance();
      first.succeeded();
      first.close();
      try (Lease second = pool.take(1, new Interruptible())) {
        assertThat(second.instance()).isSameAs(instance);
      }
    }
  }

  /// Many requests, several at a time, in an order of chance. GraalWasm has no compiler here, and
  /// takes a tenth of a second for most.
  @Test
  void answersUnderLoadAsFreshInstancesDo() throws Exception {
    String letters = "dwgtxhueadwdgdwd";
    Map<Character, byte[]> expected = new HashMap<>();
    for (char letter : letters.toCharArray()) {
      expected.put(letter, ask(fresh, "/" + letter));
    }
    int requests = engine == TestGuests.Engines.CHICORY ? 125 : 12;
    long seed = System.nanoTime();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int c = 0; c < 8; c++) {
        Random random = new Random(seed + c);
        clients.add(
            threads.submit(() -> {
              for (int i = 0; i < requests; i++) {
                char letter = letters.charAt(random.nextInt(letters.length()));
                byte[] answer = ask(pooled, "/" + letter);
                // A connection may break when the guest traps after its answer.
                if (letter != 'a' || answer.length > 0) {
                  assertThat(answer)
                      .as("/%s, seed %d", letter, seed)
                      .isEqualTo(expected.get(letter));
                }
              }
              return null;
            }));
      }
    }
    for (Future<?> one : clients) {
      one.get();
    }
  }

  @Test
  void letsRequestsSeeOneAnotherOnlyWhereAsked() throws Exception {
    PoolOptions reusing = new PoolOptions(10, 1L << 30, TestGuests.keeping(1).idleTimeout(), 0, 3);
    try (InstancePool shared = TestGuests.pool(component, reusing);
        ProxyFixture server = serving(shared)) {
      List<Long> uses = new ArrayList<>();
      List<Boolean> found = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        Report report = Report.of(awaitIdle(shared, server, i % 3 == 0 ? "/w" : "/d"));
        uses.add(report.uses());
        found.add(report.secrets() > 0);
      }

      assertThat(uses).containsExactly(1L, 2L, 3L, 1L, 2L, 3L, 1L);
      assertThat(found).doesNotContain(false);
    }
  }

  /// Asks, and waits until the instance is back.
  private byte[] awaitIdle(InstancePool of, ProxyFixture server, String path)
      throws InterruptedException {
    byte[] answer = ask(server, path);
    while (server.server.requests() > 0 || of.idle() == 0) {
      Thread.onSpinWait();
    }
    return answer;
  }
}
