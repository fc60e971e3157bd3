package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.LendingSource;
import dev.jawa.wasi.ctx.LentBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class BodyLoansTest {

  private static final int LENGTH = 4 << 20;

  @Test
  void keepsLongPartsAndCopiesShortOnes() {
    BodyLoans loans = new BodyLoans(1 << 20);
    LentBuffer lent = loans.keep(filled(BodyLoans.SHORTEST, BodyLoans.SHORTEST));
    assertThat(lent.bytes().isDirect()).isTrue();
    assertThat(loans.lent()).isEqualTo(BodyLoans.SHORTEST);
    int shorter = BodyLoans.SHORTEST - 1;
    assertThat(loans.keep(filled(shorter, shorter)).bytes().isDirect()).isFalse();
    assertThat(lent.toArray()).hasSize(BodyLoans.SHORTEST).containsOnly(7);
    assertThat(loans.lent()).isZero();
  }

  @Test
  void copiesPartsThatAreLittleOfTheirBuffer() {
    BodyLoans loans = new BodyLoans(1 << 20);
    int length = BodyLoans.SHORTEST;
    assertThat(loans.keep(filled(length, 4 * length)).bytes().isDirect()).isTrue();
    assertThat(loans.keep(filled(length, 4 * length + 1)).bytes().isDirect()).isFalse();
    ByteBuf slice = filled(length, 4 * length + 1).retainedSlice(0, length);
    assertThat(loans.keep(slice).bytes().isDirect()).isFalse();
  }

  @Test
  void lendsNoMoreThanItMay() {
    int length = BodyLoans.SHORTEST;
    BodyLoans loans = new BodyLoans(2L * length);
    LentBuffer first = loans.keep(filled(length, length));
    LentBuffer second = loans.keep(filled(length, length));
    assertThat(second.bytes().isDirect()).isTrue();
    assertThat(loans.keep(filled(length, length)).bytes().isDirect()).isFalse();
    first.giveBack().run();
    assertThat(loans.keep(filled(length, length)).bytes().isDirect()).isTrue();
  }

  @Test
  void keepsTheBufferUntilTheBytesAreGivenBack() {
    ByteBuf part = filled(BodyLoans.SHORTEST, BodyLoans.SHORTEST);
    LentBuffer lent = new BodyLoans(1 << 20).keep(part);
    part.release();
    assertThat(part.refCnt()).isOne();
    lent.giveBack().run();
    assertThat(part.refCnt()).isZero();
  }

  private static ByteBuf filled(int length, int capacity) {
    ByteBuf buffer = Unpooled.directBuffer(capacity, capacity);
    for (int i = 0; i < length; i++) {
      buffer.writeByte(7);
    }
    return buffer;
  }

  static Stream<Arguments> handlers() {
    RequestHandler echo =
        (request, exchange) ->
            exchange.respond(new HttpResponse(200, request.headers(), request.body()));
    RequestHandler deaf = (_, exchange) -> exchange.respond(Handlers.text("no"));
    RequestHandler tasting =
        (request, exchange) -> {
          LendingSource body = (LendingSource) request.body().stream();
          taste(body);
          taste(body);
          exchange.respond(Handlers.text("enough"));
        };
    RequestHandler failing =
        (request, _) -> {
          taste((LendingSource) request.body().stream());
          throw new IllegalStateException("on purpose");
        };
    return Stream.of(
        argumentSet("echo", echo),
        argumentSet("never read", deaf),
        argumentSet("read in part", tasting),
        argumentSet("failed", failing));
  }

  /// Waits for bytes and takes a few of them.
  private static void taste(LendingSource body) throws IOException, InterruptedException {
    LentBuffer lent = body.lend(1000);
    while (lent != null && lent.length() == 0) {
      body.readiness().await();
      lent = body.lend(1000);
    }
    if (lent != null) {
      lent.giveBack().run();
    }
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void getsAllBackAfterARequest(RequestHandler handler) throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      proxy.say(request(LENGTH) + "x".repeat(LENGTH));
      awaitAllBack(proxy.server);
    }
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void getsAllBackFromAClientThatLeavesInTheMiddle(RequestHandler handler) throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      for (int i = 0; i < 10; i++) {
        try (RawClient client = proxy.client()) {
          client.send(request(LENGTH) + "x".repeat(100_000 * (i % 4)));
        }
      }
      awaitAllBack(proxy.server);
    }
  }

  @ParameterizedTest
  @MethodSource("handlers")
  void getsAllBackWhenTheServerCloses(RequestHandler handler) throws Exception {
    ProxyFixture proxy = ProxyFixture.serving(handler);
    try (RawClient client = proxy.client()) {
      client.send(request(LENGTH) + "x".repeat(LENGTH / 2));
      proxy.close();
    }
    awaitAllBack(proxy.server);
  }

  private static String request(int length) {
    return "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private static void awaitAllBack(HttpProxyServer server) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (server.requests() > 0 || server.loans().lent() > 0) {
      assertThat(System.nanoTime()).as("all given back in a minute").isLessThan(deadline);
      Thread.sleep(5);
    }
  }
}
