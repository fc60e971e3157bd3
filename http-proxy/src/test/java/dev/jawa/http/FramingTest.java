package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What stands on the wire, request line to last chunk.
@Timeout(30)
class FramingTest {

  record Shape(
      String name,
      String method,
      int status,
      String length,
      String expectedHead,
      String expectedEnd) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Shape> shapes() {
    return List.of(
        new Shape("announced", "GET", 200, "4", "content-length: 4\r\n", "\r\n\r\nbody"),
        new Shape(
            "unannounced",
            "GET",
            200,
            "",
            "transfer-encoding: chunked\r\n",
            "\r\n\r\n4\r\nbody\r\n0\r\n\r\n"),
        new Shape("head", "HEAD", 200, "4", "content-length: 4\r\n", "\r\n\r\n"),
        new Shape(
            "head unannounced", "HEAD", 200, "", "transfer-encoding: chunked\r\n", "\r\n\r\n"),
        new Shape("no content", "GET", 204, "4", "HTTP/1.1 204 ", "\r\n\r\n"),
        new Shape("not modified", "GET", 304, "", "HTTP/1.1 304 ", "\r\n\r\n"),
        new Shape("own status", "GET", 799, "4", "HTTP/1.1 799 ", "\r\n\r\nbody"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void framesBody(Shape shape) throws Exception {
    HttpHeader[] headers =
        shape.length().isEmpty()
            ? new HttpHeader[0]
            : new HttpHeader[] {HttpHeader.of("Content-Length", shape.length())};
    RequestHandler handler =
        (_, exchange) ->
            exchange.respond(
                new HttpResponse(shape.status(), List.of(headers), Handlers.body("body")));
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      String heard =
          proxy.say(shape.method() + " / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(heard).containsIgnoringCase(shape.expectedHead()).endsWith(shape.expectedEnd());
      assertThat(heard).containsOnlyOnce("date: ").containsOnlyOnce("HTTP/1.1 ");
      if (shape.status() == 204) {
        assertThat(heard).doesNotContainIgnoringCase("content-length").doesNotContain("chunked");
      }
    }
  }

  @Test
  void keepsConnectionFieldsFromTheHandlerAndFromTheClient() throws Exception {
    CompletableFuture<HttpRequest> seen = new CompletableFuture<>();
    RequestHandler handler =
        (request, exchange) -> {
          seen.complete(request);
          exchange.respond(
              Handlers.text(
                  "x",
                  HttpHeader.of("Keep-Alive", "1"),
                  HttpHeader.of("Transfer-Encoding", "gzip"),
                  HttpHeader.of("Proxy-Authenticate", "a"),
                  HttpHeader.of("Date", "yesterday"),
                  HttpHeader.of("X-Kept", "1")));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      String heard =
          proxy.say(
              "GET / HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\nUpgrade: u\r\nProxy-Authorization: p\r\n"
                  + "HTTP2-Settings: s\r\nProxy-Connection: c\r\nX-Mine: \u00e4\r\nx-mine: 2\r\n\r\n");
      assertThat(heard)
          .contains("X-Kept: 1", "Date: yesterday")
          .doesNotContain("gzip", "Keep-Alive", "Proxy-Authenticate");
      assertThat(seen.get().authority()).isEqualTo("h:1");
      assertThat(seen.get().headers())
          .extracting(
              field -> field.name() + "=" + new String(field.value(), StandardCharsets.ISO_8859_1))
          .containsExactly("X-Mine=\u00e4", "x-mine=2");
    }
  }

  record Target(String method, String line, String scheme, String authority, String path) {}

  static List<Target> targets() {
    return List.of(
        new Target("GET", "/a|b{c}?q=%20\"", "http", "host:1", "/a|b{c}?q=%20\""),
        new Target("GET", "//x//y", "http", "host:1", "//x//y"),
        new Target("GET", "http://other:9/p?q", "http", "other:9", "/p?q"),
        new Target("GET", "https://other", "https", "other", "/"),
        new Target("GET", "http://other?q", "http", "other", "/?q"),
        new Target("GET", "/?u=http://z/", "http", "host:1", "/?u=http://z/"),
        new Target("OPTIONS", "*", "http", "host:1", "*"),
        // The bytes of UTF-8, each a character here.
        new Target(
            "GET",
            "/\u00c3\u00a4?\u00e2\u0082\u00ac",
            "http",
            "host:1",
            "/\u00c3\u00a4?\u00e2\u0082\u00ac"),
        new Target("BREW", "/pot", "http", "host:1", "/pot"));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void splitsRequestTarget(Target target) throws Exception {
    RequestHandler handler =
        (request, exchange) ->
            exchange.respond(
                Handlers.text(
                    String.join(
                        " ",
                        request.method(),
                        request.scheme(),
                        request.authority(),
                        request.pathWithQuery())));
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      String heard =
          proxy.say(
              target.method()
                  + " "
                  + target.line()
                  + " HTTP/1.1\r\nHost: host:1\r\nConnection: close\r\n\r\n");
      assertThat(heard)
          .contains(
              "\r\n"
                  + String.join(
                      " ", target.method(), target.scheme(), target.authority(), target.path())
                  + "\r\n");
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    CompletableFuture<Void> second = new CompletableFuture<>();
    RequestHandler handler =
        (request, exchange) -> {
          byte[] body = Handlers.readAll(request.body().stream());
          exchange.respond(
              Handlers.text(
                  exchange.number() + new String(body, StandardCharsets.UTF_8),
                  HttpHeader.of("content-length", Integer.toString(1 + body.length))));
          second.complete(null);
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
      String post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";
      String last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      String heard = proxy.say(get + post + get + last);
      assertThat(heard.split("HTTP/1.1 200 OK")).hasSize(5);
      assertThat(heard).containsSubsequence("\r\n\r\n0", "\r\n\r\n1ab", "\r\n\r\n2", "\r\n\r\n3");
    }
  }

  @Test
  void hangsUpOnClientThatPipelinesWithoutListening() throws Exception {
    CompletableFuture<Void> never = new CompletableFuture<>();
    RequestHandler handler =
        (_, exchange) -> {
          exchange.onAbort(() -> never.complete(null));
          never.join();
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000));
      assertThat(catchThrowable(() -> assertThat(client.rest()).isEmpty()))
          .satisfiesAnyOf(
              none -> assertThat(none).isNull(),
              reset -> assertThat(reset).isInstanceOf(SocketException.class));
    }
  }

  @Test
  void goesOnAfterBodyThatNobodyRead() throws Exception {
    RequestHandler handler =
        (_, exchange) -> exchange.respond(Handlers.text("n" + exchange.number()));
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
      assertThat(client.until("0\r\n\r\n")).contains("n0");
      client.send("x".repeat(1_000_000));
      assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").until("0\r\n\r\n"))
          .contains("n1");
    }
  }

  @Test
  void breaksReadingOfChunksThatAreNone() throws Exception {
    CompletableFuture<Exception> seen = new CompletableFuture<>();
    RequestHandler handler =
        (request, exchange) -> {
          try {
            Handlers.readAll(request.body().stream());
          } catch (HttpException broken) {
            seen.complete(broken);
          }
          exchange.respond(Handlers.text("too late"));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      String heard =
          proxy.say(
              "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz\r\n");
      assertThat(heard).doesNotContain("200");
      assertThat(seen.get()).isInstanceOf(HttpException.class);
    }
  }

  @Test
  void saysContinueOnlyWhenBodyIsRead() throws Exception {
    RequestHandler handler =
        (request, exchange) -> {
          int length =
              exchange.number() == 0 ? Handlers.readAll(request.body().stream()).length : -1;
          exchange.respond(Handlers.text("read " + length));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      String expecting =
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
      assertThat(client.send(expecting).until("\r\n\r\n"))
          .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.send("abc").until("0\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK")
          .contains("read 3");
      assertThat(client.send(expecting).rest())
          .startsWith("HTTP/1.1 200 OK")
          .contains("connection: close", "read -1");
    }
  }

  /// Whether the answer's head or the body's first reading is sooner is a matter of luck.
  @Test
  void getsTheBodyOfAnExpectingClientAlsoWhenTheAnswerHasBegun() throws Exception {
    String expecting =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
    RequestHandler handler =
        (request, exchange) -> {
          BytePipe pipe = new BytePipe(100);
          exchange.respond(
              new HttpResponse(
                  200,
                  List.of(),
                  new HttpBody(pipe.source(), CompletableFuture.completedFuture(List.of()))));
          byte[] read = Handlers.readAll(request.body().stream());
          pipe.sink().write(read);
          pipe.sink().close();
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      for (int i = 0; i < 300; i++) {
        try (RawClient client = proxy.client()) {
          assertThat(client.send(expecting).until("\r\n\r\n")).startsWith("HTTP/1.1 ");
          assertThat(client.send("abc").until("0\r\n\r\n")).as("request %d", i).contains("abc");
        }
      }
      assertThat(proxy.hasFailures()).isFalse();
    }
  }

  record Old(String name, String request, String length, String contained) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Old> oldRequests() {
    return List.of(
        new Old("plain", "GET / HTTP/1.0\r\n\r\n", "", "connection: close"),
        new Old("announced", "GET / HTTP/1.0\r\n\r\n", "4", "content-length: 4"),
        new Old(
            "keeps alive in vain",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "",
            "connection: close"));
  }

  @ParameterizedTest
  @MethodSource("oldRequests")
  void speaksToHttp10WithoutChunks(Old old) throws Exception {
    HttpHeader[] headers =
        old.length().isEmpty()
            ? new HttpHeader[0]
            : new HttpHeader[] {HttpHeader.of("content-length", old.length())};
    RequestHandler handler = (_, exchange) -> exchange.respond(Handlers.text("body", headers));
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      assertThat(proxy.say(old.request()))
          .contains(old.contained())
          .endsWith("\r\n\r\nbody")
          .doesNotContain("chunked");
    }
  }

  @Test
  void keepsHttp10ConnectionWhenAskedAndPossible() throws Exception {
    RequestHandler handler =
        (_, exchange) ->
            exchange.respond(Handlers.text("body", HttpHeader.of("content-length", "4")));
    try (ProxyFixture proxy = ProxyFixture.serving(handler);
        RawClient client = proxy.client()) {
      String request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
      assertThat(client.send(request).until("body")).contains("connection: keep-alive");
      assertThat(client.send(request).until("body")).contains("200 OK");
    }
  }

  record Edge(String name, String request, String status) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Edge> edges() {
    String head = "GET / HTTP/1.1\r\nHost:\r\n";
    // Netty counts the bytes of the header lines without their ends.
    String around = "Host:" + "Connection: close" + "x: ";
    return List.of(
        new Edge(
            "fitting header",
            head + "Connection: close\r\nx: " + "v".repeat(1024 - around.length()),
            "200"),
        new Edge(
            "long header",
            head + "Connection: close\r\nx: " + "v".repeat(1025 - around.length()),
            "431"),
        new Edge(
            "fitting line",
            "GET /"
                + "p".repeat(256 - "GET / HTTP/1.1".length())
                + " HTTP/1.1\r\nHost:\r\nConnection: close",
            "200"),
        new Edge(
            "long line",
            "GET /"
                + "p".repeat(257 - "GET / HTTP/1.1".length())
                + " HTTP/1.1\r\nHost:\r\nConnection: close",
            "414"),
        new Edge("no HTTP", "HELLO\r\n", "400"));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void limitsTheHead(Edge edge) throws Exception {
    RequestHandler handler = (_, exchange) -> exchange.respond(Handlers.text("ok"));
    try (ProxyFixture proxy =
        ProxyFixture.serving(handler, options -> options.maxHeaderSize(1024).maxInitialLine(256))) {
      assertThat(proxy.say(edge.request() + "\r\n\r\n")).startsWith("HTTP/1.1 " + edge.status());
    }
  }

  static List<Edge> heads() {
    String get = "GET / HTTP/1.1\r\nConnection: close\r\n";
    return List.of(
        new Edge("a host", get + "Host: a-b.example:80", "200"),
        new Edge("an address", get + "Host: [::1]:80", "200"),
        new Edge("an empty host", get + "Host:", "200"),
        new Edge("no host of old", "GET / HTTP/1.0\r\nConnection: close", "200"),
        new Edge("no host", get + "X: y", "400"),
        new Edge("two hosts", get + "Host: a\r\nhost: a", "400"),
        new Edge("a user's host", get + "Host: u@a", "400"),
        new Edge("a host with a path", get + "Host: a/b", "400"),
        new Edge("a host of two words", get + "Host: a b", "400"),
        new Edge("a control in the target", "GET /a\u0001 HTTP/1.1\r\nHost: x", "400"),
        new Edge("a target that is no text", "GET /\u00e4 HTTP/1.1\r\nHost: x", "400"),
        new Edge("another version", "GET / HTTP/9.9\r\nHost: x", "400"),
        new Edge("a body too", "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody", "400"));
  }

  @ParameterizedTest
  @MethodSource("heads")
  void refusesHeadsThatOthersMayReadOtherwise(Edge edge) throws Exception {
    AtomicInteger handled = new AtomicInteger();
    RequestHandler handler =
        (_, exchange) -> {
          handled.incrementAndGet();
          exchange.respond(Handlers.text("ok"));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(handler)) {
      String heard = proxy.say(edge.request() + "\r\n\r\n");
      assertThat(heard).startsWith("HTTP/1.1 " + edge.status()).containsOnlyOnce("HTTP/1.");
      assertThat(handled).hasValue(edge.status().equals("200") ? 1 : 0);
    }
  }
}
