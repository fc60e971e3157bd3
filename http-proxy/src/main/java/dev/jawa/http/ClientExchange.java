package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpException.Code;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.HttpTimeouts;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.Connection;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.http.client.HttpClientResponse;

/// The life of one outgoing request: connect, send head and body, receive head and body. The
/// connection goes back to its pool after the end of the response, and is closed on every other way
/// out.
///
/// A connection that waited in the pool may be closed by the peer just when it is used. A request
/// that may be repeated is then sent once more, over a new connection; [ClientPools] gives no other
/// request a connection that has waited.
final class ClientExchange implements ConnectionGate.Traffic, OutboundBody.Outcome {

  private static final Set<String> SELDOM_WITH_A_BODY = Set.of("GET", "HEAD");

  private final HttpRequest request;
  private final ReplayableBody source;
  private final Duration firstByte;
  private final Duration betweenBytes;
  private final Duration connect;
  private final EventExecutor timers;
  private final CompletableFuture<HttpResponse> head = new CompletableFuture<>();

  private volatile @Nullable ScheduledFuture<?> timer;
  private volatile @Nullable Disposable running;
  private volatile @Nullable InboundBody inbound;
  private volatile @Nullable ConnectionGate gate;

  /// Where to send the request once more, if the connection turns out to be closed.
  private volatile @Nullable HttpClient spare;

  private volatile boolean reused;
  private volatile boolean closes;

  /// How many connections were left.
  private volatile int attempts;

  private volatile String uri = "";

  // The channel's event loop's.
  private @Nullable OutboundBody outbound;
  private @Nullable MonoSink<Void> sent;
  private @Nullable MonoSink<Void> received;

  ClientExchange(
      TransportOptions options, EventExecutor timers, HttpRequest request, HttpTimeouts timeouts) {
    this.request = request;
    this.source = new ReplayableBody(request.body());
    this.timers = timers;
    this.connect = either(timeouts.connect(), options.connectTimeout());
    this.firstByte = either(timeouts.firstByte(), options.firstByteTimeout());
    this.betweenBytes = either(timeouts.betweenBytes(), options.betweenBytesTimeout());
  }

  private static Duration either(@Nullable Duration asked, Duration otherwise) {
    return asked == null ? otherwise : asked;
  }

  CompletableFuture<HttpResponse> start(ClientPools.Way way, String uri) {
    this.uri = uri;
    spare = way.spare();
    closes = way.spare() == null;
    if (closes) {
      source.forget();
    }
    attempt(way.first());
    var _ =
        head.whenComplete((_, failure) -> {
          if (failure != null) {
            giveUp();
          }
        });
    return head;
  }

  private void attempt(HttpClient client) {
    int number = attempts;
    limit(connect, Code.CONNECTION_TIMEOUT, "no connection");
    running =
        client
            .request(HttpMethod.valueOf(request.method()))
            .uri(uri)
            .send((head, out) -> Mono.create(sink -> sendRequest(head, out, sink)))
            .responseConnection((answer, connection) ->
                Mono.<Void>create(sink -> receive(answer, connection, sink)))
            .subscribe(_ -> {}, cause -> failed(number, cause));
    if (head.isCompletedExceptionally()) {
      giveUp();
    }
  }

  /// On the event loop of the attempt, or with none there yet.
  private void failed(int attempt, Throwable cause) {
    if (attempt != attempts) {
      return; // of a connection that was left
    }
    HttpClient next = spare;
    if (next == null || head.isDone() || !isStale(cause) || source.isLost()) {
      failed(cause);
      return;
    }
    spare = null;
    closes = true;
    leave();
    attempt(next);
  }

  /// Leaves a connection that the peer had closed.
  private void leave() {
    ConnectionGate stale = gate;
    OutboundBody before = outbound;
    gate = null;
    outbound = null;
    sent = null;
    attempts++; // what is still told about it is not heard
    if (before != null) {
      source.fromStart();
      before.cancel();
    }
    if (stale != null) {
      stale.end(this);
      var _ = stale.channel().close();
    }
  }

  /// Whether the peer had closed a connection that was used before, or had sent more over it than
  /// belonged to the response.
  private boolean isStale(Throwable cause) {
    Code code = TransportErrors.translate(cause, false).code();
    boolean gone = code == Code.CONNECTION_TERMINATED;
    boolean muddled = code == Code.HTTP_PROTOCOL_ERROR;
    return gate == null ? gone && cause instanceof AbortedException : reused && (gone || muddled);
  }

  private void limit(Duration limit, Code code, String what) {
    stopTimer();
    timer =
        timers.schedule(
            () -> failed(new HttpException(code, what + " within " + limit)),
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    ScheduledFuture<?> last = timer;
    if (last != null) {
      last.cancel(false);
    }
  }

  /// Connected.
  private void sendRequest(HttpClientRequest target, NettyOutbound out, MonoSink<Void> sink) {
    limit(firstByte, Code.CONNECTION_READ_TIMEOUT, "no response");
    sent = sink;
    out.withConnection(
        connection -> sendOver(ConnectionGate.of(connection.channel()).install(), target, out));
  }

  private void sendOver(ConnectionGate current, HttpClientRequest target, NettyOutbound out) {
    gate = current;
    reused = current.isUsed();
    current.begin(this);
    try {
      sendHead(target, out, current);
    } catch (IOException | IllegalArgumentException cause) {
      failed(cause);
    }
  }

  private void sendHead(HttpClientRequest target, NettyOutbound out, ConnectionGate current)
      throws IOException {
    long length = FieldBridge.contentLength(request.headers());
    HttpHeaders headers = target.requestHeaders();
    headers.clear();
    FieldBridge.toNetty(request.headers(), headers);
    headers.set(HttpHeaderNames.HOST, request.authority());
    OutboundBody body = new OutboundBody(current.channel(), source.fromStart(), length, this);
    if (hasNone(body, length)) {
      body.cancel();
      finishSending();
      return;
    }
    outbound = body;
    if (length == FieldBridge.NO_LENGTH) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    int number = attempts;
    out.then().subscribe(_ -> {}, cause -> failed(number, cause));
    body.pump();
  }

  /// A `GET` or `HEAD` of no announced length has none, as with wasmtime. Guests finish a body only
  /// after the head is out, and servers refuse one that is announced and then is not there.
  private boolean hasNone(OutboundBody body, long length) throws IOException {
    boolean seldom = SELDOM_WITH_A_BODY.contains(request.method());
    return length == FieldBridge.NO_LENGTH && seldom || length <= 0 && body.isEmpty();
  }

  private void finishSending() {
    if (sent != null) {
      sent.success();
    }
  }

  @Override
  public void ended(List<HttpHeader> trailers) {
    ConnectionGate current = gate;
    if (!trailers.isEmpty() && current != null) {
      HttpHeaders fields = new DefaultHttpHeaders();
      FieldBridge.toTrailers(trailers, fields);
      current.sendTrailers(fields);
    }
    finishSending();
  }

  /// Half a request is none: the connection goes.
  @Override
  public void broke(Throwable cause) {
    spare = null;
    failed(cause);
  }

  /// The head of the response is there.
  private void receive(HttpClientResponse answer, Connection connection, MonoSink<Void> sink) {
    stopTimer();
    spare = null;
    source.forget();
    received = sink;
    InboundBody body = InboundBody.ofResponse(connection.inbound().receiveObject());
    inbound = body;
    body.whenClosed(this::giveUp);
    watch(body, connection.channel().eventLoop(), betweenBytes.toNanos());
    var _ =
        body.asBody()
            .trailers()
            .whenComplete((_, failure) -> {
              if (failure != null) {
                giveUp();
              }
              finishReceiving();
            });
    HttpResponse response =
        new HttpResponse(
            answer.status().code(), FieldBridge.fromNetty(answer.responseHeaders()), body.asBody());
    if (!head.complete(response)) {
      giveUp();
    }
  }

  /// Breaks off when a reader waits too long for the next bytes; one who does not read may take his
  /// time.
  private void watch(InboundBody body, EventLoop loop, long limit) {
    long waited = body.waitedNanos();
    if (waited >= limit) {
      body.breakOff(
          new HttpException(
              Code.CONNECTION_READ_TIMEOUT, "no more of the body within " + betweenBytes));
    } else if (!body.isOver()) {
      timer = loop.schedule(() -> watch(body, loop, limit), limit - waited, TimeUnit.NANOSECONDS);
    }
  }

  private void finishReceiving() {
    stopTimer();
    onLoop(current -> {
      stopSending();
      current.end(this);
      if (closes) {
        var _ = current.channel().close();
      }
      if (received != null) {
        received.success();
      }
    });
  }

  private void stopSending() {
    if (outbound != null) {
      outbound.cancel();
    }
  }

  private void onLoop(Consumer<ConnectionGate> action) {
    ConnectionGate current = gate;
    if (current != null) {
      OutboundBody.execute(current.channel().eventLoop(), () -> action.accept(current));
    }
  }

  private void failed(Throwable cause) {
    InboundBody body = inbound;
    HttpException translated = TransportErrors.translate(cause, body != null);
    if (body != null) {
      body.breakOff(translated);
    }
    if (!head.completeExceptionally(translated)) {
      giveUp();
    }
  }

  /// Closes the connection, whatever it was doing.
  private void giveUp() {
    stopTimer();
    Disposable subscription = running;
    if (subscription != null) {
      subscription.dispose();
    }
    if (gate == null) {
      source.close();
    }
    onLoop(current -> {
      stopSending();
      if (current.end(this)) {
        var _ = current.channel().close();
      }
    });
  }

  @Override
  public void arrived(HttpHeaders trailers) {
    InboundBody body = inbound;
    // None yet: it was an interim response.
    if (body != null) {
      body.arrived(trailers);
    }
  }

  @Override
  public void writable() {
    if (outbound != null) {
      outbound.wake();
    }
  }

  @Override
  public void disconnected() {
    stopSending();
  }
}
