package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BackPressureTest {

  private static final long MEGABYTES_100 = 100L << 20;

  /// What the two kernels and Netty may hold for a connection on the loopback, by far.
  private static final long IN_BETWEEN = 24L << 20;

  /// A hundred megabytes that count how far they were read.
  private static final class Endless implements ByteSource {
    final AtomicLong made = new AtomicLong();
    final CompletableFuture<Void> started = new CompletableFuture<>();

    @Override
    public byte[] read(int max) {
      started.complete(null);
      made.addAndGet(max);
      return new byte[max];
    }

    @Override
    public Pollable readiness() {
      return Pollable.READY;
    }

    @Override
    public void close() {}
  }

  /// Sends back what arrives, part by part.
  private static final RequestHandler ECHO =
      (request, exchange) ->
          exchange.respond(new HttpResponse(200, request.headers(), request.body()));

  @Test
  void echoesHundredMegabytesBothWays() throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(ECHO);
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + MEGABYTES_100 + "\r\n\r\n");
      Future<?> sending =
          CompletableFuture.runAsync(
              () -> sendAll(client, new Counting(MEGABYTES_100)),
              task -> Thread.ofVirtual().start(task));
      assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
      InputStream expected = new Counting(MEGABYTES_100);
      for (long seen = 0; seen < MEGABYTES_100; seen += 1 << 20) {
        byte[] back = client.socket.getInputStream().readNBytes(1 << 20);
        byte[] sent = expected.readNBytes(1 << 20);
        assertThat(Arrays.mismatch(back, sent))
            .as("first difference after byte %d", seen)
            .isEqualTo(-1);
      }
      sending.get();
      assertThat(proxy.hasFailures()).isFalse();
    }
  }

  @Test
  void stopsReadingTheHandlersBodyWhenTheClientStopsReading() throws Exception {
    Endless endless = new Endless();
    RequestHandler handler =
        (_, exchange) -> exchange.respond(new HttpResponse(200, List.of(), Handlers.body(endless)));
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      endless.started.get();
      assertThat(settled(endless.made)).isLessThan(IN_BETWEEN);
      long before = endless.made.get();
      client.socket.getInputStream().readNBytes((int) IN_BETWEEN);
      assertThat(endless.made.get()).isGreaterThan(before);
    }
  }

  @Test
  void stopsReadingTheClientWhenTheHandlerStopsReading() throws Exception {
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    RequestHandler handler =
        (request, exchange) -> {
          while (request.body().stream().read(1).length == 0) {
            request.body().stream().readiness().await();
          }
          goOn.join();
          exchange.respond(
              Handlers.text("read " + (1 + Handlers.readAll(request.body().stream()).length)));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
              + MEGABYTES_100
              + "\r\n\r\n");
      AtomicLong sent = new AtomicLong();
      Future<?> sending =
          CompletableFuture.runAsync(
              () -> sendAll(client, new Counting(MEGABYTES_100, sent)),
              task -> Thread.ofVirtual().start(task));
      assertThat(settled(sent)).isLessThan(IN_BETWEEN);
      goOn.complete(null);
      sending.get();
      assertThat(client.rest()).contains("read " + MEGABYTES_100);
    }
  }

  private static void sendAll(RawClient client, InputStream content) {
    try {
      content.transferTo(client.socket.getOutputStream());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The value of a counter once it stands still.
  private static long settled(AtomicLong counter) throws InterruptedException {
    long before = -1;
    while (before != counter.get()) {
      before = counter.get();
      Thread.sleep(Duration.ofMillis(200));
    }
    return before;
  }

  /// So many bytes that differ along the way.
  private static final class Counting extends InputStream {
    private final long size;
    private final AtomicLong at;

    Counting(long size) {
      this(size, new AtomicLong());
    }

    Counting(long size, AtomicLong at) {
      this.size = size;
      this.at = at;
    }

    @Override
    public int read() {
      return at.get() == size ? -1 : (int) (at.getAndIncrement() * 31 >>> 3) & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      long from = at.get();
      int count = (int) Math.min(length, size - from);
      for (int i = 0; i < count; i++) {
        target[offset + i] = (byte) ((from + i) * 31 >>> 3);
      }
      at.addAndGet(count);
      return count == 0 && length > 0 ? -1 : count;
    }
  }
}
