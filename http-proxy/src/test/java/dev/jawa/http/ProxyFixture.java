package dev.jawa.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A running server on the loopback, and what its observer was told.
final class ProxyFixture implements AutoCloseable {

  record Failure(long number, Throwable cause) {}

  final HttpProxyServer server;
  private final BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();

  private ProxyFixture(RequestHandler handler, UnaryOperator<ProxyOptions.Builder> options)
      throws IOException {
    ProxyOptions.Builder builder =
        ProxyOptions.builder(new InetSocketAddress("127.0.0.1", 0))
            .observer((number, cause) -> failures.add(new Failure(number, cause)));
    server = HttpProxyServer.start(handler, options.apply(builder).build());
  }

  static ProxyFixture serving(RequestHandler handler) throws IOException {
    return new ProxyFixture(handler, options -> options);
  }

  static ProxyFixture serving(RequestHandler handler, UnaryOperator<ProxyOptions.Builder> options)
      throws IOException {
    return new ProxyFixture(handler, options);
  }

  RawClient client() throws IOException {
    return new RawClient(server.address());
  }

  /// What a client that says `text` and waits for the end of the connection hears.
  String say(String text) throws IOException {
    try (RawClient client = client()) {
      return client.send(text).rest();
    }
  }

  /// The next failure that the observer is told.
  Failure failure() throws InterruptedException {
    Failure failure = failures.poll(60, TimeUnit.SECONDS);
    if (failure == null) {
      throw new AssertionError("the observer was told nothing");
    }
    return failure;
  }

  boolean hasFailures() {
    return !failures.isEmpty();
  }

  @Override
  public void close() {
    server.close();
  }
}
