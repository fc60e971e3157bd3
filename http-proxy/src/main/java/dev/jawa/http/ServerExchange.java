package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
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

    /// @param retryAfter seconds, or 0 if trying again is of no use
    record Refuse(int status, int retryAfter) implements Answer {
      Refuse(int status) {
        this(status, 0);
      }
    }

    /// Nobody wants one any more.
    record Abandon() implements Answer {}
  }

  /// What access logs say where a client left before there was an answer.
  private static final int CLIENT_CLOSED = 499;

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
  private final long began = System.nanoTime();
  private final @Nullable String id;

  /// Whether the handler has its turn, or will never.
  private volatile boolean admitted;

  /// The handler and the answer.
  private final AtomicInteger openEnds = new AtomicInteger(2);

  // The event loop's.
  private @Nullable MonoSink<Void> written;
  private @Nullable OutboundBody outbound;
  private boolean answered;

  /// Whether the head of the answer lets the client send another request.
  private boolean keptAlive;

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
    String idHeader = proxy.options().requestIdHeader();
    this.id = idHeader == null ? null : proxy.ids().of(request.requestHeaders().get(idHeader));
    this.inbound =
        RequestBridge.hasBody(request.requestHeaders())
            ? InboundBody.ofRequest(
                arrivingParts(),
                proxy.options().limits().maxRequestBody(),
                proxy.loans(),
                proxy.bodyBuffer(),
                this::tooLong)
            : null;
    if (inbound != null) {
      inbound.whileReading(gate::isReading);
    }
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
    Answer.Refuse refused = refusal();
    if (refused == null) {
      switch (proxy.admission().admit(this)) {
        case RUN -> {
          startHandler();
          letBodyCome();
        }
        case WAIT -> {}
        case REFUSE -> refused = new Answer.Refuse(503, 1);
      }
    }
    if (refused != null) {
      refuseUnheard(refused);
    }
  }

  /// What came together with the head shall be there when the handler asks for it. A client that
  /// expects `100 Continue` is not told so before.
  private void letBodyCome() {
    if (inbound != null && !isContinueExpected()) {
      inbound.start();
    }
  }

  private boolean isContinueExpected() {
    return request.requestHeaders().contains(HttpHeaderNames.EXPECT);
  }

  /// Where a client expects `100 Continue` the body is asked for on the event loop: only there is
  /// it known whether the head of the answer has gone out already, after which nothing can be said.
  private Publisher<?> arrivingParts() {
    return isContinueExpected()
        ? reader -> execute(() -> request.receiveObject().subscribe(reader))
        : request.receiveObject();
  }

  /// Why the handler never hears of the request, or `null`.
  private Answer.@Nullable Refuse refusal() {
    ServerLimits limits = proxy.options().limits();
    HttpHeaders headers = request.requestHeaders();
    if (headers.size() > limits.maxHeaders()) {
      return new Answer.Refuse(431);
    }
    ClientRates rates = proxy.rates();
    if (rates != null && request.remoteAddress() instanceof InetSocketAddress client) {
      long wait = rates.take(client.getAddress(), began);
      if (wait > 0) {
        return new Answer.Refuse(429, (int) (wait / 1_000_000_000L) + 1);
      }
    }
    return RequestBridge.announcedLength(headers) > limits.maxRequestBody()
        ? new Answer.Refuse(413)
        : null;
  }

  private void refuseUnheard(Answer.Refuse refused) {
    admitted = true;
    decide(refused);
    endReached();
  }

  /// Its turn has come; from any thread.
  void startHandler() {
    admitted = true;
    proxy.start(loop(), this);
  }

  /// The handler's thread.
  @Override
  public void run() {
    try {
      handle();
    } catch (Throwable thrown) {
      // The guest's edge: whatever it was, it must end this request and nothing else.
      crashed(thrown);
    } finally {
      abort.finish();
      endReached();
      proxy.admission().release();
    }
  }

  private void handle() throws Exception {
    if (abort.isAborted()) {
      return;
    }
    HttpRequest bridged =
        RequestBridge.toRequest(
            request, rules(), inbound == null ? HttpBody.empty() : inbound.asBody());
    proxy.handler().handle(bridged, this);
    if (decide(new Answer.Refuse(500))) {
      proxy
          .options()
          .observer()
          .failed(number, new ProxyException("the handler returned without an answer"));
    }
  }

  private HeaderRules rules() {
    HeaderRules rules = proxy.options().headers();
    String idHeader = proxy.options().requestIdHeader();
    return id == null || idHeader == null ? rules : rules.with(idHeader, id);
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
    String idHeader = proxy.options().requestIdHeader();
    if (id != null && idHeader != null) {
      response.header(idHeader, id);
    }
    switch (answer.get()) {
      case Answer.Respond(HttpResponse given) -> respondOnLoop(given);
      case Answer.Refuse refused -> refuse(refused);
      case Answer.Abandon _ -> finishAnswer(End.WHOLE);
      case null -> throw new IllegalStateException("no answer to write");
    }
  }

  private void refuse(Answer.Refuse refused) {
    boolean bodyIsNext = refused.status() == 413 || refused.status() == 431;
    keptAlive = keepsAlive() && !bodyIsNext;
    ResponseHead.refuse(response, refused.status(), keptAlive);
    if (refused.retryAfter() > 0) {
      response.header(HttpHeaderNames.RETRY_AFTER, Integer.toString(refused.retryAfter()));
    }
    finishAnswer(End.WHOLE);
  }

  private void respondOnLoop(HttpResponse given) {
    long length;
    keptAlive = keepsAlive();
    try {
      length = ResponseHead.write(given, request, response, proxy.date(), keptAlive);
    } catch (ProxyException | IllegalArgumentException wrong) {
      given.body().stream().close();
      proxy.options().observer().failed(number, wrong);
      response.responseHeaders().clear();
      refuse(new Answer.Refuse(500));
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
    boolean unasked = inbound != null && !inbound.isStarted() && isContinueExpected();
    return !gate.isDraining() && !unasked;
  }

  @Override
  public boolean isKnownToBeLast() {
    return !keptAlive;
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
      gate.closeNow();
    }
    if (written != null) {
      written.success();
    }
    gate.end(this);
    note();
    endReached();
  }

  private void note() {
    ProxyMetrics metrics = proxy.metrics();
    AccessLog log = proxy.options().accessLog();
    if (metrics == null && log == null) {
      return;
    }
    boolean abandoned = answer.get() instanceof Answer.Abandon;
    int status = abandoned ? CLIENT_CLOSED : response.status().code();
    long sent = outbound == null ? 0 : outbound.sent();
    long took = System.nanoTime() - began;
    if (metrics != null) {
      metrics.answered(status, took, sent);
    }
    if (log != null) {
      log.log(AccessEntries.of(number, id, request, status, took, sent));
    }
  }

  private void endReached() {
    if (openEnds.decrementAndGet() == 0) {
      if (inbound != null) {
        inbound.close();
      }
      proxy.inFlight().remove(this);
    }
  }

  /// Whether a limit of time is reached; from any thread.
  void checkTime(long now) {
    ServerLimits limits = proxy.options().limits();
    long passed = now - began;
    if (!admitted && isOver(limits.queueTimeout(), passed)) {
      if (proxy.admission().withdraw(this)) {
        refuseUnheard(new Answer.Refuse(503, 1));
      }
    } else if (isOver(limits.requestTimeout(), passed)) {
      execute(() -> timedOut(limits.requestTimeout()));
    } else if (isOver(limits.answerTimeout(), passed) && answer.get() == null) {
      execute(() -> timedOut(limits.answerTimeout()));
    }
  }

  private static boolean isOver(@Nullable Duration limit, long passed) {
    return limit != null && passed >= limit.toNanos();
  }

  private void timedOut(@Nullable Duration limit) {
    if (abort.isAborted() || (abort.isFinished() && answered)) {
      return;
    }
    proxy
        .options()
        .observer()
        .failed(number, new ProxyException("the request took longer than " + limit));
    if (!decide(new Answer.Refuse(504)) && !answered) {
      hangUp();
    }
    abort.abort();
  }

  /// More of the body came than is allowed.
  private void tooLong() {
    if (decide(new Answer.Refuse(413))) {
      abort.abort();
    }
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
    if (!admitted && proxy.admission().withdraw(this)) {
      admitted = true;
      endReached();
    }
  }

  @Override
  public void writable() {
    if (outbound != null) {
      outbound.wake();
    }
  }

  @Override
  public void readComplete() {
    if (inbound != null) {
      inbound.readComplete();
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
