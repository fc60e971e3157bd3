package dev.jawa.http;

import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// Runs a [RequestHandler] behind any Reactor Netty server: numbers the requests, limits how many
/// run at a time and gives each a thread.
public final class ProxyHandler
    implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

  private final RequestHandler handler;
  private final ProxyOptions options;
  private final AtomicLong numbers = new AtomicLong();
  private final Semaphore permits;
  private final DateHeader date = new DateHeader(InstantSource.system());
  private final InFlight inFlight = new InFlight();

  /// @param options those about listening are not used here
  public ProxyHandler(RequestHandler handler, ProxyOptions options) {
    this.handler = handler;
    this.options = options;
    this.permits = new Semaphore(options.maxConcurrentRequests(), true);
  }

  /// Takes a request; called on the event loop.
  @Override
  public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
    ServerExchange exchange =
        new ServerExchange(numbers.getAndIncrement(), this, gateOf(request), request, response);
    return Mono.create(exchange::start);
  }

  private static ConnectionGate gateOf(HttpServerRequest request) {
    AtomicReference<ConnectionGate> gate = new AtomicReference<>();
    request.withConnection(connection -> gate.setPlain(ConnectionGate.of(connection.channel())));
    return gate.getPlain();
  }

  RequestHandler handler() {
    return handler;
  }

  ProxyOptions options() {
    return options;
  }

  Semaphore permits() {
    return permits;
  }

  DateHeader date() {
    return date;
  }

  InFlight inFlight() {
    return inFlight;
  }
}
