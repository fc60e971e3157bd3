package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

/// HTTP/2 in clear text, with prior knowledge.
class Http2Test {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int GOAWAY = 7;

  private static final RequestHandler ECHO =
      (request, exchange) ->
          exchange.respond(
              new HttpResponse(
                  200,
                  List.of(new HttpHeader("x-path", bytes(request.pathWithQuery()))),
                  request.body()));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static HttpClient client(InetSocketAddress address) {
    return HttpClient.newConnection()
        .protocol(HttpProtocol.H2C)
        .remoteAddress(() -> address)
        .responseTimeout(Duration.ofSeconds(20));
  }

  @Test
  void passesBodiesBothWays() throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(ECHO)) {
      String body = "0123456789".repeat(50_000);
      List<String> answers =
          Flux.range(0, 20)
              .flatMap(i ->
                  client(proxy.server.address())
                      .post()
                      .uri("/a?" + i)
                      .send(ByteBufFlux.fromString(Mono.just(body)))
                      .responseSingle((head, content) ->
                          content
                              .asString()
                              .map(text ->
                                  head.version()
                                      + head.responseHeaders().get("x-path")
                                      + text.equals(body))))
              .collectList()
              .block(Duration.ofSeconds(30));

      assertThat(answers).hasSize(20).allMatch(a -> a.matches("HTTP/2.0/a\\?[0-9]+true"));
      assertThat(proxy.hasFailures()).isFalse();
    }
  }

  @Test
  void drainLetsStreamsFinish() throws Exception {
    CompletableFuture<Void> goOn = new CompletableFuture<>();
    CompletableFuture<Void> started = new CompletableFuture<>();
    RequestHandler held =
        (_, exchange) -> {
          started.complete(null);
          goOn.join();
          exchange.respond(Handlers.text("whole"));
        };
    try (ProxyFixture proxy = ProxyFixture.serving(held);
        RawClient client = proxy.client()) {
      open(client, 1);
      started.get(60, TimeUnit.SECONDS);
      CompletableFuture<HttpProxyServer.Drained> drained =
          proxy.server.drain(Duration.ofMinutes(1));
      assertThat(framesUntil(client, GOAWAY)).endsWith(GOAWAY).doesNotContain(HEADERS, DATA);
      goOn.complete(null);

      assertThat(framesUntil(client, DATA)).contains(HEADERS).endsWith(DATA);
      client.close();
      assertThat(drained.get(60, TimeUnit.SECONDS).complete()).isTrue();
    }
  }

  /// The types of the frames up to one of the type, or to the end.
  private static List<Integer> framesUntil(RawClient client, int type) throws IOException {
    DataInputStream in = new DataInputStream(client.socket.getInputStream());
    List<Integer> types = new ArrayList<>();
    try {
      while (types.isEmpty() || types.getLast() != type) {
        int lengthAndType = in.readInt();
        types.add(lengthAndType & 0xff);
        in.skipNBytes(5 + (lengthAndType >>> 8));
      }
    } catch (EOFException over) {
      // The caller sees which one is missing.
    }
    return types;
  }

  @Test
  void tellsTheHandlerWhenTheStreamIsReset() throws Exception {
    CompletableFuture<Void> aborted = new CompletableFuture<>();
    CompletableFuture<Void> started = new CompletableFuture<>();
    RequestHandler waiting =
        (_, exchange) -> {
          exchange.onAbort(() -> aborted.complete(null));
          started.complete(null);
          aborted.join();
        };
    try (ProxyFixture proxy = ProxyFixture.serving(waiting);
        RawClient client = proxy.client()) {
      open(client, 1);
      started.get(60, TimeUnit.SECONDS);
      client.socket.getOutputStream().write(frame(3, 0, 1, new byte[] {0, 0, 0, 8}));
      aborted.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void cutsOffTheClientThatResetsWithoutEnd() throws Exception {
    try (ProxyFixture proxy = ProxyFixture.serving(ECHO);
        RawClient flood = proxy.client()) {
      assertThat(resetManyTimes(flood)).as("goodbye: enhance your calm").isTrue();
      assertThat(proxy.say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  /// @return whether the server hung up on it
  private static boolean resetManyTimes(RawClient flood) throws IOException {
    open(flood, 1);
    try {
      for (int stream = 3; stream < 20_000; stream += 2) {
        flood.socket.getOutputStream().write(headers(stream));
        flood.socket.getOutputStream().write(frame(3, 0, stream, new byte[] {0, 0, 0, 8}));
      }
      flood.socket.getInputStream().readAllBytes();
    } catch (SocketTimeoutException nobodyMinds) {
      return false;
    } catch (SocketException hungUp) {
      // A reset instead of an end, as bytes of the flood were left unread.
    }
    return true;
  }

  private static void open(RawClient client, int stream) throws IOException {
    client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    client.socket.getOutputStream().write(frame(4, 0, 0, new byte[0]));
    client.socket.getOutputStream().write(headers(stream));
  }

  /// `GET http://x/`, by the static table of HPACK.
  private static byte[] headers(int stream) {
    return frame(1, 0x5, stream, new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'x'});
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(new byte[] {0, 0, (byte) payload.length, (byte) type, (byte) flags});
    frame.writeBytes(
        new byte[] {
          (byte) (stream >>> 24), (byte) (stream >>> 16), (byte) (stream >>> 8), (byte) stream
        });
    frame.writeBytes(payload);
    return frame.toByteArray();
  }
}
