package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpStackTest {

  @Test
  void leavesAStackThatServes() throws Exception {
    HttpStack.prepare();
    try (ProxyFixture proxy =
        ProxyFixture.serving((_, exchange) -> exchange.respond(Handlers.text("hello")))) {
      assertThat(proxy.say("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }
}
