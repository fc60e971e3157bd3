package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AccessLogTest {

  private static final AccessEntry ENTRY =
      new AccessEntry(
          7,
          "id-1",
          Instant.parse("2026-11-22T21:05:09Z"),
          1_234_567,
          "192.0.2.1",
          "GET",
          "/a\"b\\\n",
          "HTTP/1.1",
          200,
          12,
          null,
          "cürl");

  @Test
  void writesTheCommonFormat() {
    assertThat(AccessLogFormat.COMMON.line(ENTRY))
        .isEqualTo(
            "192.0.2.1 - - [22/Nov/2026:21:05:09 +0000] \"GET /a\\\"b\\\\\\u000a HTTP/1.1\" 200 12\n");
  }

  @Test
  void writesJson() {
    assertThat(AccessLogFormat.JSON.line(ENTRY))
        .isEqualTo(
            "{\"time\":\"2026-11-22T21:05:09Z\",\"request\":7,\"id\":\"id-1\",\"client\":\"192.0.2.1\","
                + "\"method\":\"GET\",\"target\":\"/a\\\"b\\\\\\u000a\",\"protocol\":\"HTTP/1.1\","
                + "\"status\":200,\"bytes\":12,\"micros\":1234,\"userAgent\":\"c\\u00fcrl\"}\n");
  }

  /// @return what the log says after one server has lived
  private static String logOf(String request, RequestHandler handler) throws Exception {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    try (AccessLog log = new AccessLog(written, AccessLogFormat.JSON);
        ProxyFixture proxy =
            ProxyFixture.serving(
                handler,
                options ->
                    options
                        .accessLog(log)
                        .requestIdHeader("x-request-id")
                        .proxyProtocol(ProxyOptions.ProxyProtocol.REQUIRED))) {
      String heard = proxy.say("PROXY TCP4 192.0.2.7 127.0.0.1 1234 80\r\n" + request);
      assertThat(heard).contains("x-request-id: ");
    }
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void knowsTheClientBehindAProxyAndTheIdOfTheRequest() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    RequestHandler handler =
        (request, exchange) -> {
          request.headers().stream()
              .filter(field -> field.name().equalsIgnoreCase("x-request-id"))
              .forEach(field -> seen.complete(new String(field.value(), StandardCharsets.UTF_8)));
          exchange.respond(Handlers.text("hello"));
        };
    String log =
        logOf(
            "GET /x HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n",
            handler);

    assertThat(log)
        .contains("\"client\":\"192.0.2.7\"", "\"id\":\"mine\"", "\"status\":200", "\"bytes\":5");
    assertThat(seen.get(60, TimeUnit.SECONDS)).isEqualTo("mine");
  }

  @Test
  void makesAnIdWhereTheClientsIsNone() throws Exception {
    String log =
        logOf(
            "GET / HTTP/1.1\r\nHost: x\r\nX-Request-Id: a b\r\nConnection: close\r\n\r\n",
            (_, exchange) -> exchange.respond(Handlers.text("hello")));

    assertThat(log).containsPattern("\"id\":\"[0-9a-f]{32}\"");
  }

  @Test
  void cutsOffWhoSaysNothingOfItsClient() throws Exception {
    try (ProxyFixture proxy =
        ProxyFixture.serving(
            (_, exchange) -> exchange.respond(Handlers.text("hello")),
            options -> options.proxyProtocol(ProxyOptions.ProxyProtocol.REQUIRED))) {
      assertThat(proxy.say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .doesNotContain("200");
    }
  }
}
