package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.http.Handlers.FedSource;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

@Timeout(30)
class WebFluxProxyHandlerTest {

  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  private String say(RequestHandler handler, String text) throws IOException {
    ProxyOptions options =
        ProxyOptions.builder(new InetSocketAddress(0))
            .observer((_, cause) -> failure.complete(cause))
            .build();
    ReactorHttpHandlerAdapter adapter =
        new ReactorHttpHandlerAdapter(new WebFluxProxyHandler(new ProxyHandler(handler, options)));
    DisposableServer server =
        HttpServer.create().host("127.0.0.1").port(0).handle(adapter).bindNow();
    try (RawClient client = new RawClient((InetSocketAddress) server.address())) {
      return client.send(text).rest();
    } finally {
      server.disposeNow();
    }
  }

  @Test
  void passesBodiesAndTrailersBothWays() throws IOException {
    RequestHandler echo =
        (request, exchange) -> {
          byte[] body = Handlers.readAll(request.body().stream());
          HttpHeader[] trailers = request.body().trailers().get().toArray(HttpHeader[]::new);
          exchange.respond(
              new HttpResponse(
                  201,
                  List.of(HttpHeader.of("x-a", "1")),
                  Handlers.body(new String(body, StandardCharsets.UTF_8), trailers)));
        };
    assertThat(
            say(
                echo,
                "POST /p HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n"))
        .startsWith("HTTP/1.1 201 ")
        .contains("x-a: 1")
        .endsWith("\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n");
  }

  @Test
  void breaksOffBodyThatBreaks() throws Exception {
    FedSource source = new FedSource();
    source.feed("part");
    source.breakOff(new IOException("torn"));
    String heard =
        say(
            (_, exchange) ->
                exchange.respond(new HttpResponse(200, List.of(), Handlers.body(source))),
            "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(heard).doesNotContain("\r\n0\r\n");
    assertThat(failure.get()).hasMessage("torn");
  }

  @Test
  void leavesStrictTargetsToSpring() throws IOException {
    RequestHandler hello = (_, exchange) -> exchange.respond(Handlers.text("hello"));
    assertThat(say(hello, "GET /a|b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }
}
