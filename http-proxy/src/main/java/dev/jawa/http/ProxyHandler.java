package dev.jawa.http;

import dev.jawa.http.loop.RequestThreads;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// Runs a [RequestHandler] behind any Reactor Netty server: numbers the requests, limits how many
/// run at a time and gives each a thread.
public final class ProxyHandler
    implements BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {

  /// Bytes of bodies that may stay where they were read to: enough for what two processors can
  /// move, and a share of what the process may have outside its heap, which is as much as inside.
  private static final long MOST_LENT = 64 << 20;

  private static final int LENT_SHARE = 8;

  private final RequestHandler handler;
  private final @Nullable ProxyMetrics metrics;
  private final RequestIds ids = new RequestIds();
  private final ProxyOptions options;
  private final AtomicLong numbers = new AtomicLong();
  private final Admission admission;
  private final @Nullable ClientRates rates;
  private final int bodyBuffer;
  private final BodyLoans loans;
  private final AtomicBoolean swept = new AtomicBoolean();
  private final DateHeader date = new DateHeader(InstantSource.system());
  private final @Nullable RequestThreads threads;
  private final InFlight inFlight = new InFlight();

  /// @param options those about listening are not used here
  public ProxyHandler(RequestHandler handler, ProxyOptions options) {
    this(handler, options, null);
  }

  ProxyHandler(RequestHandler handler, ProxyOptions options, @Nullable ProxyMetrics metrics) {
    this.metrics = metrics;
    this.handler = handler;
    this.options = options;
    ServerLimits limits = options.limits();
    this.admission = new Admission(limits.maxConcurrentRequests(), limits.maxQueuedRequests());
    this.bodyBuffer = limits.bodyBuffer(Runtime.getRuntime().maxMemory());
    this.loans = new BodyLoans(Math.min(MOST_LENT, Runtime.getRuntime().maxMemory() / LENT_SHARE));
    this.threads = options.requests() == null ? RequestThreads.find() : null;
    this.rates = limits.rate() == null ? null : new ClientRates(limits.rate());
  }

  /// Starts the thread of a request that came in over this event loop.
  void start(EventLoop loop, Runnable request) {
    Executor given = options.requests();
    if (given != null) {
      given.execute(request);
    } else if (threads != null) {
      threads.start(loop, request);
    } else {
      Thread.ofVirtual().name("jawa-request").start(request);
    }
  }

  /// No more requests come.
  void close() {
    if (threads != null) {
      threads.close();
    }
  }

  /// Takes a request; called on the event loop.
  @Override
  public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
    ConnectionGate gate = gateOf(request);
    if (!swept.getPlain() && swept.compareAndSet(false, true)) {
      sweepOn(gate.channel().eventLoop());
    }
    ServerExchange exchange =
        new ServerExchange(numbers.getAndIncrement(), this, gate, request, response);
    return Mono.create(exchange::start);
  }

  /// One look at all requests now and then costs less than a timer for each of their limits.
  private void sweepOn(EventLoop loop) {
    long interval = options.limits().sweepInterval().toNanos();
    var _ =
        loop.scheduleWithFixedDelay(
            () -> inFlight.sweep(System.nanoTime()), interval, interval, TimeUnit.NANOSECONDS);
  }

  private static ConnectionGate gateOf(HttpServerRequest request) {
    AtomicReference<ConnectionGate> gate = new AtomicReference<>();
    request.withConnection(
        connection -> gate.setPlain(ConnectionGate.of(connection.channel()).install()));
    return gate.getPlain();
  }

  RequestHandler handler() {
    return handler;
  }

  ProxyOptions options() {
    return options;
  }

  Admission admission() {
    return admission;
  }

  /// What bodies may keep of the memory that sockets are read into.
  BodyLoans loans() {
    return loans;
  }

  /// Bytes of a request body that may wait for the guest.
  int bodyBuffer() {
    return bodyBuffer;
  }

  @Nullable ClientRates rates() {
    return rates;
  }

  @Nullable ProxyMetrics metrics() {
    return metrics;
  }

  RequestIds ids() {
    return ids;
  }

  DateHeader date() {
    return date;
  }

  InFlight inFlight() {
    return inFlight;
  }
}
