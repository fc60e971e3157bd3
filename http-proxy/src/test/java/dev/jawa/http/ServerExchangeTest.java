package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.http.Handlers.FedSource;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class ServerExchangeTest {

  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  record Refusal(String name, RequestHandler handler, String reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Refusal> refusals() {
    return List.of(
        new Refusal(
            "throws",
            (_, _) -> {
              throw new IllegalStateException("boom");
            },
            "boom"),
        new Refusal(
            "errors",
            (_, _) -> {
              throw new StackOverflowError("deep");
            },
            "deep"),
        new Refusal("silent", (_, _) -> {}, "the handler returned without an answer"),
        new Refusal(
            "fails",
            (_, exchange) ->
                exchange.fail(new HttpException(HttpException.Code.INTERNAL_ERROR, "cannot")),
            "cannot"),
        new Refusal(
            "interim status",
            (_, exchange) -> exchange.respond(new HttpResponse(101, List.of(), Handlers.body(""))),
            "status 101 cannot end an exchange: allowed are 200 to 999"),
        new Refusal(
            "length that is no number",
            (_, exchange) ->
                exchange.respond(Handlers.text("x", HttpHeader.of("Content-Length", "0x1"))),
            "content-length is not a number: 0x1"),
        new Refusal(
            "two lengths",
            (_, exchange) ->
                exchange.respond(
                    Handlers.text(
                        "x",
                        HttpHeader.of("content-length", "1"),
                        HttpHeader.of("Content-Length", "2"))),
            "two content-length headers differ: 1 and 2"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void answers500WithoutBodyWhenNoHeadCame(Refusal refusal) throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(refusal.handler())) {
      String heard = proxy.say(GET);

      assertThat(heard)
          .startsWith("HTTP/1.1 500 ")
          .contains("content-length: 0\r\n")
          .endsWith("\r\n\r\n");
      assertThat(proxy.failure().cause()).hasMessage(refusal.reason());
    }
  }

  @Test
  void refusesFieldThatWouldSplitTheHead() throws Exception {
    RequestHandler splitter =
        (_, exchange) -> exchange.respond(Handlers.text("x", HttpHeader.of("x-a", "1\r\nx-b: 2")));
    try (ProxyFixture proxy = ProxyFixture.serving(splitter)) {
      assertThat(proxy.say(GET)).startsWith("HTTP/1.1 500 ").doesNotContain("x-b");
      assertThat(proxy.failure().cause()).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keepsServingAfterRefusal() throws Exception {
    RequestHandler onlyLater =
        (_, exchange) -> {
          if (exchange.number() == 0) {
            throw new IllegalStateException("first");
          }
          exchange.respond(Handlers.text("number " + exchange.number()));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(onlyLater);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 500 ");
      assertThat(client.send(GET).rest()).startsWith("HTTP/1.1 200 OK").contains("number 1");
    }
  }

  @Test
  void breaksOffChunkedBodyWhenHandlerThrowsAfterHead() throws Exception {
    RequestHandler late =
        (_, exchange) -> {
          FedSource source = new FedSource();
          source.feed("part");
          exchange.respond(new HttpResponse(200, List.of(), Handlers.body(source)));
          throw new IllegalStateException("late");
        };
    try (ProxyFixture proxy = ProxyFixture.serving(late)) {
      assertThat(proxy.say(GET)).doesNotContain("\r\n0\r\n");
      assertThat(proxy.failure().cause()).hasMessage("late");
    }
  }

  @Test
  void breaksOffBodyThatBreaks() throws Exception {
    FedSource source = new FedSource();
    source.feed("part");
    RequestHandler breaker =
        (_, exchange) -> exchange.respond(new HttpResponse(200, List.of(), Handlers.body(source)));
    try (ProxyFixture proxy = ProxyFixture.serving(breaker);
        RawClient client = proxy.client()) {
      client.send(GET);
      assertThat(client.until("part\r\n")).startsWith("HTTP/1.1 200 OK");
      source.breakOff(new IOException("torn"));
      assertThat(client.rest()).isEmpty();
      assertThat(proxy.failure().cause()).hasMessage("torn");
      source.closed.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void resetsWhenTheEndOfTheConnectionIsTheEndOfTheBody() throws Exception {
    FedSource source = new FedSource();
    source.feed("part");
    RequestHandler breaker =
        (_, exchange) -> exchange.respond(new HttpResponse(200, List.of(), Handlers.body(source)));
    try (ProxyFixture proxy = ProxyFixture.serving(breaker);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(client.until("part")).doesNotContainIgnoringCase("transfer-encoding");
      source.breakOff(new IOException("torn"));
      assertThatThrownBy(client::rest)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reset");
    }
  }

  record WrongLength(String announced, String reason) {}

  static List<WrongLength> wrongLengths() {
    return List.of(
        new WrongLength("5", "the body is 1 bytes shorter than its content-length"),
        new WrongLength("3", "the body is longer than its content-length"));
  }

  @ParameterizedTest
  @MethodSource("wrongLengths")
  void breaksOffBodyOfAnotherLengthThanAnnounced(WrongLength wrong) throws Exception {
    RequestHandler liar =
        (_, exchange) ->
            exchange.respond(
                Handlers.text("four", HttpHeader.of("content-length", wrong.announced())));
    try (ProxyFixture proxy = ProxyFixture.serving(liar)) {
      String heard = proxy.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(heard.length() - heard.indexOf("\r\n\r\n") - 4)
          .isNotEqualTo(Integer.parseInt(wrong.announced()));
      assertThat(proxy.failure().cause()).hasMessage(wrong.reason());
    }
  }

  @Test
  void passesTrailersBothWays() throws Exception {
    RequestHandler echo =
        (request, exchange) -> {
          byte[] body = Handlers.readAll(request.body().stream());
          List<HttpHeader> trailers = request.body().trailers().get();
          HttpHeader[] back = trailers.toArray(HttpHeader[]::new);
          exchange.respond(
              new HttpResponse(
                  200, List.of(), Handlers.body(new String(body, StandardCharsets.UTF_8), back)));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(echo)) {
      String heard =
          proxy.say(
              "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                  + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 5\r\nX-Other: z\r\n\r\n");
      assertThat(heard)
          .contains("\r\n\r\n5\r\nabcde\r\n0\r\n")
          .endsWith("0\r\nX-Sum: 5\r\nX-Other: z\r\n\r\n");
    }
  }

  @Test
  void leavesOutTrailersThatHttpForbids() throws Exception {
    RequestHandler handler =
        (_, exchange) ->
            exchange.respond(
                new HttpResponse(
                    200,
                    List.of(),
                    Handlers.body(
                        "x", HttpHeader.of("content-length", "9"), HttpHeader.of("x-ok", "1"))));
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      assertThat(proxy.say(GET)).endsWith("0\r\nx-ok: 1\r\n\r\n");
    }
  }

  @Test
  void waitsForTrailersThatComeLater() throws Exception {
    CompletableFuture<List<HttpHeader>> trailers = new CompletableFuture<>();
    FedSource source = new FedSource();
    source.feed("body");
    source.end();
    RequestHandler handler =
        (_, exchange) ->
            exchange.respond(
                new HttpResponse(200, List.of(), new dev.jawa.wasi.ctx.HttpBody(source, trailers)));
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      client.send(GET).until("body\r\n");
      trailers.complete(List.of(HttpHeader.of("x-late", "1")));
      assertThat(client.rest()).isEqualTo("0\r\nx-late: 1\r\n\r\n");
    }
  }

  @Test
  void sendsHeadWhileBodyIsNotThere() throws Exception {
    FedSource source = new FedSource();
    RequestHandler handler =
        (_, exchange) -> exchange.respond(new HttpResponse(200, List.of(), Handlers.body(source)));
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      client.send(GET).until("\r\n\r\n");
      source.feed("one");
      assertThat(client.until("one\r\n")).isEqualTo("3\r\none\r\n");
      source.feed("two");
      source.end();
      assertThat(client.rest()).isEqualTo("3\r\ntwo\r\n0\r\n\r\n");
    }
  }

  @Test
  void tellsHandlerWhenClientGoesAway() throws Exception {
    CountDownLatch aborted = new CountDownLatch(1);
    BlockingQueue<Throwable> seen = new LinkedBlockingQueue<>();
    FedSource answer = new FedSource();
    RequestHandler handler =
        (request, exchange) -> {
          exchange.onAbort(aborted::countDown);
          exchange.respond(new HttpResponse(200, List.of(), Handlers.body(answer)));
          try {
            Handlers.readAll(request.body().stream());
          } catch (IOException broken) {
            seen.add(broken);
          }
          aborted.await();
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      try (RawClient client = proxy.client()) {
        client
            .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
            .until("\r\n\r\n");
      }
      aborted.await();
      answer.closed.get(60, TimeUnit.SECONDS);
      assertThat(seen.poll(60, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              HttpException.class,
              broken ->
                  assertThat(broken.code()).isEqualTo(HttpException.Code.CONNECTION_TERMINATED));
      assertThat(proxy.hasFailures()).isFalse();
    }
  }

  @Test
  void noticesClientThatLeavesBeforeTheAnswer() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch aborted = new CountDownLatch(1);
    FedSource answer = new FedSource();
    RequestHandler handler =
        (_, exchange) -> {
          exchange.onAbort(aborted::countDown);
          started.countDown();
          aborted.await();
          exchange.respond(new HttpResponse(200, List.of(), Handlers.body(answer)));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      try (RawClient client = proxy.client()) {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        started.await();
      }
      aborted.await();
      answer.closed.get(60, TimeUnit.SECONDS);
      assertThat(proxy.hasFailures()).isFalse();
    }
  }

  @Test
  void answers504AndTellsHandlerWhenTimeIsUp() throws Exception {
    CountDownLatch aborted = new CountDownLatch(1);
    RequestHandler slow =
        (_, exchange) -> {
          exchange.onAbort(aborted::countDown);
          aborted.await();
          throw new IllegalStateException("interrupted");
        };
    try (ProxyFixture proxy =
        ProxyFixture.serving(slow, options -> options.requestTimeout(Duration.ofMillis(50)))) {
      assertThat(proxy.say(GET)).startsWith("HTTP/1.1 504 ");
      assertThat(proxy.failure().cause()).hasMessage("the request took longer than PT0.05S");
      assertThat(proxy.hasFailures()).isFalse();
    }
  }

  @Test
  void breaksOffWhenTimeIsUpAfterHead() throws Exception {
    CountDownLatch aborted = new CountDownLatch(1);
    RequestHandler slow =
        (_, exchange) -> {
          exchange.onAbort(aborted::countDown);
          exchange.respond(new HttpResponse(200, List.of(), Handlers.body(new FedSource())));
          aborted.await();
        };
    try (ProxyFixture proxy =
        ProxyFixture.serving(slow, options -> options.requestTimeout(Duration.ofSeconds(2)))) {
      assertThat(proxy.say(GET)).startsWith("HTTP/1.1 200 ").doesNotContain("\r\n0\r\n");
      assertThat(proxy.failure().cause()).hasMessage("the request took longer than PT2S");
    }
  }

  @Test
  void letsHandlerGoOnAfterWholeAnswer() throws Exception {
    CountDownLatch clientGone = new CountDownLatch(1);
    CompletableFuture<Boolean> aborted = new CompletableFuture<>();
    RequestHandler handler =
        (_, exchange) -> {
          exchange.onAbort(() -> aborted.complete(true));
          exchange.respond(Handlers.text("done"));
          clientGone.await();
          aborted.complete(false);
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      assertThat(proxy.say(GET)).endsWith("0\r\n\r\n");
      clientGone.countDown();
      assertThat(aborted.get()).isFalse();
    }
  }

  @Test
  void refusesSecondAnswer() throws Exception {
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    RequestHandler twice =
        (_, exchange) -> {
          exchange.respond(Handlers.text("first"));
          try {
            exchange.respond(Handlers.text("second"));
          } catch (IllegalStateException refused) {
            second.complete(refused);
          }
        };
    try (ProxyFixture proxy = ProxyFixture.serving(twice)) {
      assertThat(proxy.say(GET)).contains("first").doesNotContain("second");
      assertThat(second.get()).hasMessage("request 0 was answered twice");
    }
  }

  @Test
  void breaksReadingWhenBodyIsLongerThanAllowed() throws Exception {
    CompletableFuture<HttpRequest> started = new CompletableFuture<>();
    RequestHandler reader =
        (request, exchange) -> {
          started.complete(request);
          exchange.respond(
              Handlers.text(Handlers.readAll(request.body().stream()).length + " bytes"));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(reader, options -> options.maxRequestBody(4));
        RawClient client = proxy.client()) {
      client.send(CHUNKED);
      HttpRequest request = started.get();
      client.send("5\r\n12345\r\n0\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 413 ");
      assertThatThrownBy(() -> request.body().trailers().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(HttpException.class);
    }
  }

  @Test
  void answers413WhenTooMuchComesTogetherWithTheHead() throws Exception {
    RequestHandler reader =
        (request, exchange) ->
            exchange.respond(
                Handlers.text(Handlers.readAll(request.body().stream()).length + " bytes"));
    try (ProxyFixture proxy = ProxyFixture.serving(reader, options -> options.maxRequestBody(4))) {
      assertThat(proxy.say(CHUNKED + "5\r\n12345\r\n0\r\n\r\n")).startsWith("HTTP/1.1 413 ");
      assertThat(proxy.say(CHUNKED + "4\r\n1234\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  record Announced(int length, String status) {}

  static List<Announced> announcedLengths() {
    return List.of(new Announced(4, "HTTP/1.1 200 "), new Announced(5, "HTTP/1.1 413 "));
  }

  @ParameterizedTest
  @MethodSource("announcedLengths")
  void answers413WhenLongerBodyIsAnnounced(Announced announced) throws Exception {
    RequestHandler reader =
        (request, exchange) ->
            exchange.respond(
                Handlers.text(Handlers.readAll(request.body().stream()).length + " bytes"));
    try (ProxyFixture proxy = ProxyFixture.serving(reader, options -> options.maxRequestBody(4))) {
      String heard =
          proxy.say(
              "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                  + announced.length()
                  + "\r\n\r\n"
                  + "x".repeat(announced.length()));
      assertThat(heard).startsWith(announced.status());
    }
  }
}
