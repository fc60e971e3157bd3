package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.jawa.http.Handlers.FedSource;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.HttpTimeouts;
import dev.jawa.wasi.ctx.NetworkPlace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ReactorHttpTransportTest {

  private static final String EMPTY_OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final ReactorHttpTransport transport = new ReactorHttpTransport(TransportOptions.DEFAULT);

  @AfterEach
  void close() {
    transport.close();
  }

  private static HttpRequest request(
      String method, String authority, HttpBody body, HttpHeader... headers) {
    return new HttpRequest(method, "http", authority, "/p?q=|", List.of(headers), body);
  }

  private static HttpRequest get(String authority, HttpHeader... headers) {
    return request("GET", authority, HttpBody.empty(), headers);
  }

  private HttpResponse send(HttpRequest request) throws Exception {
    return transport.send(request, HttpTimeouts.DEFAULT).get();
  }

  private static String text(HttpResponse response) throws Exception {
    return new String(Handlers.readAll(response.body().stream()), StandardCharsets.UTF_8);
  }

  private static HttpException failure(CompletableFuture<?> future) {
    try {
      Object unexpected = future.get();
      throw new AssertionError("did not fail: " + unexpected);
    } catch (ExecutionException failed) {
      return assertThat(failed.getCause()).asInstanceOf(throwable(HttpException.class)).actual();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sendsTheGuestsHeadersAndHostAndNothingElse() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(peer -> {
          heard.complete(peer.until("\r\n\r\n"));
          peer.say(
              "HTTP/1.1 201 Made\r\nX-A: 1\r\nX-a: \u00e4\r\nKeep-Alive: 5\r\nContent-Length: 2\r\n\r\nok");
          peer.isLeft();
        })) {
      HttpResponse response =
          send(
              get(server.authority(), HttpHeader.of("X-Mine", "m"), HttpHeader.of("Host", "evil")));
      assertThat(heard.get())
          .isEqualTo(
              "GET /p?q=| HTTP/1.1\r\nX-Mine: m\r\nhost: " + server.authority() + "\r\n\r\n");
      assertThat(response.status()).isEqualTo(201);
      assertThat(response.headers())
          .extracting(
              field -> field.name() + "=" + new String(field.value(), StandardCharsets.ISO_8859_1))
          .containsExactly("X-A=1", "X-a=\u00e4", "Content-Length=2");
      assertThat(text(response)).isEqualTo("ok");
    }
  }

  record Framing(String name, HttpBody body, List<HttpHeader> headers, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Framing> framings() {
    HttpHeader length = HttpHeader.of("content-length", "4");
    return List.of(
        new Framing(
            "announced",
            Handlers.body("body"),
            List.of(length),
            "content-length: 4\r\nhost: AUTHORITY\r\n\r\nbody"),
        new Framing(
            "unannounced",
            Handlers.body("body"),
            List.of(),
            "host: AUTHORITY\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"),
        new Framing(
            "with trailers",
            Handlers.body("body", HttpHeader.of("x-t", "1")),
            List.of(),
            "host: AUTHORITY\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nx-t: 1\r\n\r\n"),
        new Framing(
            "none", HttpBody.empty(), List.of(), "host: AUTHORITY\r\ncontent-length: 0\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("framings")
  void framesTheRequestsBody(Framing framing) throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(peer -> {
          String end = framing.expected().substring(framing.expected().length() - 6);
          heard.complete(peer.until(end));
          peer.say(EMPTY_OK);
          peer.isLeft();
        })) {
      send(
          request(
              "POST",
              server.authority(),
              framing.body(),
              framing.headers().toArray(HttpHeader[]::new)));
      assertThat(heard.get())
          .isEqualTo(
              "POST /p?q=| HTTP/1.1\r\n"
                  + framing.expected().replace("AUTHORITY", server.authority()));
    }
  }

  private String headOf(HttpRequest request, RawServer server, CompletableFuture<String> heard)
      throws Exception {
    CompletableFuture<HttpResponse> sent = transport.send(request, HttpTimeouts.DEFAULT);
    assertThat(text(sent.get())).isEmpty();
    return heard.get().replace(server.authority(), "AUTHORITY");
  }

  private static RawServer hearing(CompletableFuture<String> head) throws IOException {
    return new RawServer(peer -> {
      head.complete(peer.until("\r\n\r\n"));
      peer.say(EMPTY_OK);
      peer.isLeft();
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void announcesNoBodyOfWhatSeldomHasOne(String method) throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (RawServer server = hearing(heard)) {
      FedSource source = new FedSource();
      source.feed("written before");
      HttpRequest request = request(method, server.authority(), Handlers.body(source));
      assertThat(headOf(request, server, heard))
          .isEqualTo(method + " /p?q=| HTTP/1.1\r\nhost: AUTHORITY\r\n\r\n");
      // Who writes more of it is told so.
      source.closed.get();
    }
  }

  @Test
  void announcesTheBodyThatADeleteMayStillGet() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (RawServer server = hearing(heard)) {
      HttpRequest request = request("DELETE", server.authority(), Handlers.body(new FedSource()));
      assertThat(headOf(request, server, heard)).contains("transfer-encoding: chunked");
    }
  }

  @Test
  void sendsTheBodyOfAGetThatTellsItsLength() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(peer -> {
          heard.complete(peer.until("late"));
          peer.say(EMPTY_OK);
          peer.isLeft();
        })) {
      FedSource source = new FedSource();
      HttpHeader length = HttpHeader.of("content-length", "4");
      CompletableFuture<HttpResponse> sent =
          transport.send(
              request("GET", server.authority(), Handlers.body(source), length),
              HttpTimeouts.DEFAULT);
      source.feed("late");
      source.end();
      assertThat(text(sent.get())).isEmpty();
      assertThat(heard.get()).doesNotContain("chunked").endsWith("\r\n\r\nlate");
    }
  }

  @Test
  void sendsValuesWithoutTheBlanksAroundThem() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (RawServer server = hearing(heard)) {
      HttpHeader blanks = HttpHeader.of("x", " \ta b ");
      HttpHeader nothingElse = HttpHeader.of("y", "  ");
      assertThat(headOf(get(server.authority(), blanks, nothingElse), server, heard))
          .isEqualTo("GET /p?q=| HTTP/1.1\r\nx: a b\r\ny: \r\nhost: AUTHORITY\r\n\r\n");
    }
  }

  @Test
  void takesALengthThatIsToldTwice() throws Exception {
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          peer.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok");
          peer.isLeft();
        })) {
      assertThat(text(send(get(server.authority())))).isEqualTo("ok");
    }
  }

  @Test
  void leavesAConnectionOverWhichMoreCameThanTheResponse() throws Exception {
    try (RawServer server =
        new RawServer(peer -> {
          while (!peer.until("\r\n\r\n").isEmpty()) {
            peer.say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc");
          }
        })) {
      assertThat(text(send(request("HEAD", server.authority(), HttpBody.empty())))).isEmpty();
      assertThat(text(send(get(server.authority())))).isEqualTo("abc");
    }
  }

  @Test
  void streamsBothWaysAtOnceWithTrailers() throws Exception {
    RequestHandler echo =
        (request, exchange) -> exchange.respond(new HttpResponse(200, List.of(), request.body()));
    try (ProxyFixture proxy = ProxyFixture.serving(echo)) {
      FedSource source = new FedSource();
      source.feed("one");
      HttpResponse response =
          send(
              request(
                  "POST",
                  "127.0.0.1:" + proxy.server.address().getPort(),
                  Handlers.body(source, HttpHeader.of("x-sum", "6"))));
      assertThat(next(response)).isEqualTo("one");
      source.feed("two");
      assertThat(next(response)).isEqualTo("two");
      source.end();
      assertThat(text(response)).isEmpty();
      assertThat(response.body().trailers().get())
          .singleElement()
          .satisfies(trailer -> assertThat(trailer.name()).isEqualTo("x-sum"));
    }
  }

  private static String next(HttpResponse response) throws Exception {
    byte[] part = response.body().stream().read(100);
    while (part != null && part.length == 0) {
      response.body().stream().readiness().await();
      part = response.body().stream().read(100);
    }
    return new String(part, StandardCharsets.UTF_8);
  }

  @Test
  void usesConnectionAgainAfterTheBodyWasRead() throws Exception {
    try (RawServer server =
        new RawServer(peer -> {
          while (!peer.until("\r\n\r\n").isEmpty()) {
            peer.say(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx: y\r\n\r\n");
          }
        })) {
      for (int i = 0; i < 5; i++) {
        HttpResponse response = send(get(server.authority()));
        assertThat(text(response)).isEqualTo("ok");
        assertThat(response.body().trailers().get()).hasSize(1);
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /// Answers the first request of the first connection, and closes it when the second is there: as
  /// if it had closed it before. Answers every request of other connections.
  private static RawServer closingWhatWaited(Queue<String> heads) throws IOException {
    AtomicInteger connections = new AtomicInteger();
    return new RawServer(peer -> {
      boolean first = connections.getAndIncrement() == 0;
      for (int i = 0; !first || i < 2; i++) {
        String head = peer.until("\r\n\r\n");
        if (head.isEmpty()) {
          return;
        }
        heads.add(head.substring(0, head.indexOf(' ')));
        if (!first || i == 0) {
          peer.say(EMPTY_OK);
        }
      }
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "DELETE"})
  void sendsOnceMoreWhenTheConnectionThatWaitedIsClosed(String method) throws Exception {
    Queue<String> heads = new ConcurrentLinkedQueue<>();
    try (RawServer server = closingWhatWaited(heads)) {
      assertThat(text(send(get(server.authority())))).isEmpty();
      assertThat(text(send(request(method, server.authority(), HttpBody.empty())))).isEmpty();
      assertThat(heads).containsExactly("GET", method, method);
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @Test
  void sendsABodyOnceMoreFromItsStart() throws Exception {
    Queue<String> bodies = new ConcurrentLinkedQueue<>();
    AtomicInteger requests = new AtomicInteger();
    try (RawServer server =
        new RawServer(peer -> {
          while (!peer.until("\r\n\r\n").isEmpty()) {
            int number = requests.incrementAndGet();
            if (number > 1) {
              bodies.add(peer.until("0\r\n\r\n"));
            }
            if (number == 2) {
              return;
            }
            peer.say(EMPTY_OK);
          }
        })) {
      assertThat(text(send(get(server.authority())))).isEmpty();
      FedSource source = new FedSource();
      source.feed("some");
      CompletableFuture<HttpResponse> sent =
          transport.send(
              request("DELETE", server.authority(), Handlers.body(source)), HttpTimeouts.DEFAULT);
      source.end();
      assertThat(text(sent.get())).isEmpty();
      assertThat(bodies).hasSize(2).containsOnly("4\r\nsome\r\n0\r\n\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "WHATEVER"})
  void sendsNothingTwiceThatMustNotBe(String method) throws Exception {
    Queue<String> heads = new ConcurrentLinkedQueue<>();
    try (RawServer server = closingWhatWaited(heads)) {
      assertThat(text(send(get(server.authority())))).isEmpty();
      assertThat(text(send(request(method, server.authority(), HttpBody.empty())))).isEmpty();
      assertThat(heads).containsExactly("GET", method);
    }
  }

  @Test
  void repeatsNothingOnAConnectionThatIsNew() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          asked.incrementAndGet();
        })) {
      assertThat(failure(transport.send(get(server.authority()), HttpTimeouts.DEFAULT)).code())
          .isEqualTo(Code.CONNECTION_TERMINATED);
      assertThat(asked).hasValue(1);
    }
  }

  /// The peer closes each connection after its answer, without saying so before.
  @Test
  void failsForNoConnectionThatThePeerClosed() throws Exception {
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          peer.say(EMPTY_OK);
        })) {
      for (int i = 0; i < 200; i++) {
        HttpResponse response =
            send(request(i % 2 == 0 ? "GET" : "POST", server.authority(), HttpBody.empty()));
        assertThat(text(response)).isEmpty();
      }
    }
  }

  @Test
  void closesConnectionWhoseBodyIsNotWanted() throws Exception {
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          peer.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
          left.complete(peer.isLeft());
        })) {
      HttpResponse response = send(get(server.authority()));
      assertThat(next(response)).isEqualTo("some");
      response.body().stream().close();
      assertThat(left.get()).isTrue();
    }
  }

  @Test
  void closesConnectionWhenCancelled() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          asked.complete(null);
          left.complete(peer.isLeft());
        })) {
      CompletableFuture<HttpResponse> sent =
          transport.send(get(server.authority()), HttpTimeouts.DEFAULT);
      asked.get();
      sent.cancel(true);
      assertThat(left.get()).isTrue();
    }
  }

  @Test
  void passesOverWhatComesBeforeTheResponse() throws Exception {
    try (RawServer server =
        new RawServer(peer -> {
          for (int i = 0; i < 2; i++) {
            peer.until("\r\n\r\n");
            peer.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n");
            peer.say("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
            peer.say("HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 4\r\n\r\nbody");
          }
          peer.isLeft();
        })) {
      for (int i = 0; i < 2; i++) {
        HttpResponse response = send(get(server.authority()));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers()).extracting(HttpHeader::name).contains("X-A");
        assertThat(text(response)).isEqualTo("body");
        assertThat(response.body().trailers().get()).isEmpty();
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void doesNotFollowRedirects() throws Exception {
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          peer.say("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
          peer.isLeft();
        })) {
      assertThat(send(get(server.authority())).status()).isEqualTo(302);
    }
  }

  record Answer(String name, String said, Code code) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Answer> badAnswers() {
    return List.of(
        new Answer("nothing", "", Code.CONNECTION_TERMINATED),
        new Answer("half a head", "HTTP/1.1 200 OK\r\nx:", Code.CONNECTION_TERMINATED),
        new Answer("no HTTP", "SSH-2.0\r\n\r\n", Code.HTTP_PROTOCOL_ERROR),
        new Answer(
            "long head",
            "HTTP/1.1 200 OK\r\nx: " + "y".repeat(70_000) + "\r\n\r\n",
            Code.HTTP_RESPONSE_HEADER_SECTION_SIZE));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void namesWhatWasWrongWithTheAnswer(Answer answer) throws Exception {
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          peer.say(answer.said());
        })) {
      assertThat(failure(transport.send(get(server.authority()), HttpTimeouts.DEFAULT)).code())
          .isEqualTo(answer.code());
    }
  }

  @Test
  void breaksTheBodyThatIsNotWhole() throws Exception {
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          peer.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
        })) {
      HttpResponse response = send(get(server.authority()));
      assertThatThrownBy(() -> text(response))
          .asInstanceOf(throwable(HttpException.class))
          .returns(Code.HTTP_RESPONSE_INCOMPLETE, HttpException::code);
      assertThat(failure(response.body().trailers()).code())
          .isEqualTo(Code.HTTP_RESPONSE_INCOMPLETE);
    }
  }

  @Test
  void breaksOffTheRequestWhoseBodyBreaks() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (RawServer server = new RawServer(peer -> heard.complete(peer.until("\r\n0\r\n\r\n")))) {
      FedSource source = new FedSource();
      source.feed("some");
      source.breakOff(new HttpException(Code.INTERNAL_ERROR, "torn"));
      HttpException failed =
          failure(
              transport.send(
                  request("POST", server.authority(), Handlers.body(source)),
                  HttpTimeouts.DEFAULT));
      assertThat(failed).hasMessage("torn");
      assertThat(heard.get()).doesNotEndWith("0\r\n\r\n");
      source.closed.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void tellsRefusedFromUnknown() throws Exception {
    int unused;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      unused = socket.getLocalPort();
    }
    FedSource body = new FedSource();
    CompletableFuture<HttpResponse> refused =
        transport.send(
            request("POST", "127.0.0.1:" + unused, Handlers.body(body)), HttpTimeouts.DEFAULT);
    assertThat(failure(refused).code()).isEqualTo(Code.CONNECTION_REFUSED);
    body.closed.get(60, TimeUnit.SECONDS);
    assertThat(failure(transport.send(get("no-such-host.invalid"), HttpTimeouts.DEFAULT)).code())
        .isEqualTo(Code.DNS_ERROR);
  }

  record Target(String scheme, String authority, String path, Code code) {}

  static List<Target> badTargets() {
    return List.of(
        new Target("ftp", "127.0.0.1:1", "/", Code.HTTP_PROTOCOL_ERROR),
        new Target("http", "", "/", Code.HTTP_REQUEST_URI_INVALID),
        new Target("http", "a@b", "/", Code.HTTP_REQUEST_URI_INVALID),
        new Target("http", "a/b", "/", Code.HTTP_REQUEST_URI_INVALID),
        new Target("http", "127.0.0.1:1", "x", Code.HTTP_REQUEST_URI_INVALID),
        new Target("http", "127.0.0.1:1", "/ HTTP/1.1\r\nX: y", Code.HTTP_REQUEST_URI_INVALID),
        new Target("http", "127.0.0.1:port", "/", Code.HTTP_REQUEST_URI_INVALID),
        new Target("http", "127.0.0.1:99999", "/", Code.HTTP_REQUEST_URI_INVALID));
  }

  @ParameterizedTest
  @MethodSource("badTargets")
  void refusesTargetsThatAreNone(Target target) {
    HttpRequest request =
        new HttpRequest(
            "GET", target.scheme(), target.authority(), target.path(), List.of(), HttpBody.empty());
    assertThat(failure(transport.send(request, HttpTimeouts.DEFAULT)).code())
        .isEqualTo(target.code());
  }

  @Test
  void refusesTunnelsBecauseTheyCannotBePooled() {
    HttpRequest connect = request("CONNECT", "127.0.0.1:1", HttpBody.empty());
    assertThat(failure(transport.send(connect, HttpTimeouts.DEFAULT)).code())
        .isEqualTo(Code.HTTP_REQUEST_METHOD_INVALID);
  }

  @Test
  void givesUpWaitingForTheFirstByte() throws Exception {
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          left.complete(peer.isLeft());
        })) {
      HttpTimeouts timeouts = new HttpTimeouts(null, Duration.ofMillis(50), null);
      assertThat(failure(transport.send(get(server.authority()), timeouts)).code())
          .isEqualTo(Code.CONNECTION_READ_TIMEOUT);
      assertThat(left.get()).isTrue();
    }
  }

  @Test
  void givesUpWaitingForMoreOfTheBody() throws Exception {
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    try (RawServer server =
        new RawServer(peer -> {
          peer.until("\r\n\r\n");
          peer.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
          left.complete(peer.isLeft());
        })) {
      HttpTimeouts timeouts = new HttpTimeouts(null, null, Duration.ofMillis(50));
      HttpResponse response = transport.send(get(server.authority()), timeouts).get();
      assertThatThrownBy(() -> text(response))
          .asInstanceOf(throwable(HttpException.class))
          .returns(Code.CONNECTION_READ_TIMEOUT, HttpException::code);
      assertThat(left.get()).isTrue();
    }
  }

  @Test
  void givesUpConnecting() throws Exception {
    // A listener whose backlog is full takes no more connections.
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RawClient first = new RawClient(new InetSocketAddress("127.0.0.1", full.getLocalPort()));
        RawClient second = new RawClient(new InetSocketAddress("127.0.0.1", full.getLocalPort()))) {
      assertThat(first.socket.isConnected() && second.socket.isConnected()).isTrue();
      HttpTimeouts timeouts = new HttpTimeouts(Duration.ofMillis(200), null, null);
      assertThat(failure(transport.send(get("127.0.0.1:" + full.getLocalPort()), timeouts)).code())
          .isEqualTo(Code.CONNECTION_TIMEOUT);
    }
  }

  @Test
  void opensSocketsAndLooksNamesUpInTheNetworkPlace() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    NetworkPlace counting =
        new NetworkPlace() {
          @Override
          public <T> T call(Callable<T> action) throws Exception {
            calls.incrementAndGet();
            return action.call();
          }
        };
    try (RawServer server =
            new RawServer(peer -> {
              peer.until("\r\n\r\n");
              peer.say(EMPTY_OK);
              peer.isLeft();
            });
        ReactorHttpTransport placed =
            new ReactorHttpTransport(TransportOptions.DEFAULT.withNetwork(counting))) {
      String named = server.authority().replace("127.0.0.1", "localhost");
      assertThat(placed.send(get(named), HttpTimeouts.DEFAULT).get().status()).isEqualTo(200);
      assertThat(calls).hasValueGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void leavesNoThread() throws IOException {
    try (RawServer server = new RawServer(peer -> peer.say(EMPTY_OK))) {
      failure(transport.send(get("127.0.0.1:1"), HttpTimeouts.DEFAULT));
    }
    transport.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("jawa-client"));
  }
}
