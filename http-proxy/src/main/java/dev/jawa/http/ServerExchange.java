package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// The life of one request. Its handler runs on a thread of its own and leaves one [Answer]; all
/// writing is done on the connection's event loop. The exchange is over when both the answer is
/// written and the handler has returned.
final class ServerExchange
    implements Exchange, ConnectionGate.Traffic, OutboundBody.Outcome, Runnable {

  /// What became of the request; decided once.
  private sealed interface Answer {

    record Respond(HttpResponse response) implements Answer {}

    record Refuse(int status) implements Answer {}

    /// Nobody wants one any more.
    record Abandon() implements Answer {}
  }

  /// How an answer ends: by its own framing, or with its connection.
  private enum End {
    WHOLE,
    HANG_UP
  }

  private final long number;
  private final ProxyHandler proxy;
  private final ConnectionGate gate;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final @Nullable InboundBody inbound;
  private final AtomicReference<@Nullable Answer> answer = new AtomicReference<>();

  private final AbortHook abort = new AbortHook();

  /// The handler and the answer.
  private final AtomicInteger openEnds = new AtomicInteger(2);

  // The event loop's.
  private @Nullable MonoSink<Void> written;
  private @Nullable OutboundBody outbound;
  private @Nullable Future<?> timeout;
  private boolean answered;

  ServerExchange(
      long number,
      ProxyHandler proxy,
      ConnectionGate gate,
      HttpServerRequest request,
      HttpServerResponse response) {
    this.number = number;
    this.proxy = proxy;
    this.gate = gate;
    this.request = request;
    this.response = response;
    this.inbound =
        RequestBridge.hasBody(request.requestHeaders())
            ? InboundBody.ofRequest(request.receiveObject(), proxy.options().maxRequestBody())
            : null;
  }

  @Override
  public long number() {
    return number;
  }

  /// Starts the handler.
  void start(MonoSink<Void> sink) {
    written = sink;
    gate.begin(this);
    proxy.inFlight().add(this);
    Duration limit = proxy.options().requestTimeout();
    if (limit != null) {
      timeout = loop().schedule(() -> timedOut(limit), limit.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (RequestBridge.announcedLength(request.requestHeaders())
        > proxy.options().maxRequestBody()) {
      openEnds.decrementAndGet();
      decide(new Answer.Refuse(413));
    } else {
      proxy.options().threads().newThread(this).start();
    }
  }

  /// The handler's thread.
  @Override
  public void run() {
    try {
      proxy.permits().acquire();
      try {
        handle();
      } finally {
        proxy.permits().release();
      }
    } catch (Throwable thrown) {
      // The guest's edge: whatever it was, it must end this request and nothing else.
      crashed(thrown);
    } finally {
      abort.finish();
      endReached();
    }
  }

  private void handle() throws Exception {
    if (abort.isAborted()) {
      return;
    }
    HttpRequest bridged =
        RequestBridge.toRequest(request, inbound == null ? HttpBody.empty() : inbound.asBody());
    proxy.handler().handle(bridged, this);
    if (decide(new Answer.Refuse(500))) {
      proxy
          .options()
          .observer()
          .failed(number, new ProxyException("the handler returned without an answer"));
    }
  }

  private void crashed(Throwable thrown) {
    boolean wanted = !abort.isAborted();
    if (!decide(new Answer.Refuse(500))) {
      execute(() -> broke(thrown, false));
    }
    if (wanted) {
      proxy.options().observer().failed(number, thrown);
    }
  }

  @Override
  public void respond(HttpResponse given) {
    if (!decide(new Answer.Respond(given))) {
      given.body().stream().close();
      if (!abort.isAborted()) {
        throw new IllegalStateException("request " + number + " was answered twice");
      }
    }
  }

  @Override
  public void fail(HttpException error) {
    if (decide(new Answer.Refuse(500))) {
      proxy.options().observer().failed(number, error);
    }
  }

  /// @return whether this is the answer
  private boolean decide(Answer candidate) {
    if (!answer.compareAndSet(null, candidate)) {
      return false;
    }
    execute(this::write);
    return true;
  }

  private void execute(Runnable task) {
    OutboundBody.execute(loop(), task);
  }

  private EventLoop loop() {
    return gate.channel().eventLoop();
  }

  private void write() {
    if (answered) {
      return;
    }
    switch (answer.get()) {
      case Answer.Respond(HttpResponse given) -> respondOnLoop(given);
      case Answer.Refuse(int status) -> refuse(status);
      case Answer.Abandon _ -> finishAnswer(End.WHOLE);
      case null -> throw new IllegalStateException("no answer to write");
    }
  }

  private void refuse(int status) {
    ResponseHead.refuse(response, status, keepsAlive());
    finishAnswer(End.WHOLE);
  }

  private void respondOnLoop(HttpResponse given) {
    long length;
    try {
      length = ResponseHead.write(given, request, response, proxy.date(), keepsAlive());
    } catch (ProxyException | IllegalArgumentException wrong) {
      given.body().stream().close();
      proxy.options().observer().failed(number, wrong);
      response.responseHeaders().clear();
      refuse(500);
      return;
    }
    if (ResponseHead.isBodiless(request, given.status()) || length == 0) {
      given.body().stream().close();
      finishAnswer(End.WHOLE);
      return;
    }
    OutboundBody body = new OutboundBody(gate.channel(), given.body(), length, this);
    outbound = body;
    // Not waited for: whatever of the body is there already leaves together with the head.
    response.then().subscribe(_ -> {}, cause -> broke(cause, false));
    body.pump();
  }

  /// A client that waits for `100 Continue` and was not asked for its body may send it or not:
  /// nothing can follow.
  private boolean keepsAlive() {
    boolean unasked =
        inbound != null && !inbound.isStarted() && request.requestHeaders().contains("expect");
    return !gate.isDraining() && !unasked;
  }

  @Override
  public void ended(List<HttpHeader> trailers) {
    if (!trailers.isEmpty()) {
      response.trailerHeaders(target -> FieldBridge.toTrailers(trailers, target));
    }
    finishAnswer(End.WHOLE);
  }

  @Override
  public void broke(Throwable cause) {
    broke(cause, true);
  }

  /// The head is out: the only way left to say that the body is not whole is to break the
  /// connection.
  private void broke(Throwable cause, boolean report) {
    if (answered) {
      return;
    }
    if (report && !abort.isAborted()) {
      proxy.options().observer().failed(number, cause);
    }
    hangUp();
  }

  /// Resets where the end of the connection would look like the end of the body.
  private void hangUp() {
    if (!ResponseHead.isSelfDelimited(response)) {
      gate.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    finishAnswer(End.HANG_UP);
  }

  private void finishAnswer(End how) {
    if (answered) {
      return;
    }
    answered = true;
    if (outbound != null) {
      outbound.cancel();
    }
    if (how == End.HANG_UP) {
      var _ = gate.channel().close();
    }
    if (written != null) {
      written.success();
    }
    gate.end(this);
    endReached();
  }

  private void endReached() {
    if (openEnds.decrementAndGet() == 0) {
      proxy.inFlight().remove(this);
      Future<?> timer = timeout;
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }

  private void timedOut(Duration limit) {
    if (abort.isFinished() && answered) {
      return;
    }
    proxy
        .options()
        .observer()
        .failed(number, new ProxyException("the request took longer than " + limit));
    if (!decide(new Answer.Refuse(500)) && !answered) {
      hangUp();
    }
    abort.abort();
  }

  /// Gives up, from any thread.
  void giveUp() {
    execute(this::disconnected);
  }

  @Override
  public void disconnected() {
    HttpException reason =
        new HttpException(
            HttpException.Code.CONNECTION_TERMINATED, "the client closed the connection");
    if (inbound != null) {
      inbound.breakOff(reason);
    }
    answer.compareAndSet(null, new Answer.Abandon());
    abort.abort();
    hangUp();
  }

  @Override
  public void writable() {
    if (outbound != null) {
      outbound.wake();
    }
  }

  @Override
  public void arrived(HttpHeaders trailers) {
    if (inbound != null) {
      inbound.arrived(trailers);
    }
  }

  @Override
  public void onAbort(Runnable action) {
    abort.set(action);
  }
}
