package dev.jawa.http;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/// A body that arrives. The event loop fills a short queue, the guest's thread empties it; parts
/// are asked for as the queue empties, so that a slow reader stops the sender. Nothing is asked for
/// before somebody wants to read: only then a client that expects `100 Continue` gets it.
final class InboundBody implements ByteSource, CoreSubscriber<Object> {

  /// Parts in the queue; Netty's decoder makes them 8 KiB at most.
  private static final int WINDOW = 16;

  /// @param cause why the body broke off, or `null` if it is whole
  private record End(@Nullable HttpException cause) {}

  private final Publisher<?> parts;
  private final long limit;
  private final HttpException.Code tooLong;
  private final Function<Throwable, HttpException> translation;
  private final Runnable whenTooLong;
  private final CompletableFuture<List<HttpHeader>> trailers = new CompletableFuture<>();
  private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
  private final Readiness readiness = new Readiness(this::isReady);
  private final AtomicBoolean started = new AtomicBoolean();

  /// What is queued before it still counts.
  private final AtomicReference<@Nullable End> end = new AtomicReference<>();

  private volatile @Nullable Subscription subscription;
  private volatile boolean closed;
  private volatile Runnable whenClosed = () -> {};

  /// When the reader last found nothing, or 0 since something came.
  private volatile long waitingSince;

  // The event loop's.
  private long received;
  private @Nullable List<HttpHeader> arrived;

  // The reader's.
  private byte[] rest = NOTHING;
  private int consumed;

  private InboundBody(
      Publisher<?> parts,
      long limit,
      HttpException.Code tooLong,
      Function<Throwable, HttpException> translation,
      Runnable whenTooLong) {
    this.parts = parts;
    this.limit = limit;
    this.tooLong = tooLong;
    this.translation = translation;
    this.whenTooLong = whenTooLong;
  }

  /// The body of a request that a server received.
  ///
  /// @param parts what Reactor Netty receives: buffers or their holders
  /// @param limit bytes; more of them is an error
  /// @param whenTooLong told of that on the event loop, before the reader is
  static InboundBody ofRequest(Publisher<?> parts, long limit, Runnable whenTooLong) {
    return new InboundBody(
        parts,
        limit,
        HttpException.Code.HTTP_REQUEST_BODY_SIZE,
        cause ->
            new HttpException(
                HttpException.Code.CONNECTION_TERMINATED,
                "the client broke off: " + cause.getMessage()),
        whenTooLong);
  }

  /// The body of a response that a client received.
  static InboundBody ofResponse(Publisher<?> parts) {
    return new InboundBody(
        parts,
        Long.MAX_VALUE,
        HttpException.Code.HTTP_RESPONSE_BODY_SIZE,
        cause -> TransportErrors.translate(cause, true),
        () -> {});
  }

  HttpBody asBody() {
    return new HttpBody(this, trailers);
  }

  /// What to do when the reader loses interest before the end.
  void whenClosed(Runnable action) {
    whenClosed = action;
  }

  /// How long the reader has been waiting, in nanoseconds; 0 if it is not.
  long waitedNanos() {
    long since = waitingSince;
    return since == 0 || end.get() != null ? 0 : System.nanoTime() - since;
  }

  /// Whether nothing can come any more.
  boolean isOver() {
    return closed || end.get() != null;
  }

  /// Whether anything was asked for.
  boolean isStarted() {
    return started.get();
  }

  @Override
  public byte @Nullable [] read(int max) throws HttpException {
    start();
    if (rest.length == 0) {
      byte[] next = queue.poll();
      if (next == null) {
        End reason = end.get();
        if (reason == null) {
          return nothingYet();
        }
        // The last part may have come between the two looks.
        next = queue.poll();
        if (next == null) {
          return atEnd(reason);
        }
      }
      rest = next;
      waitingSince = 0;
      demandMore();
    }
    return take(max);
  }

  private byte[] nothingYet() {
    if (waitingSince == 0) {
      // 0 is taken; a nanosecond more is not missed.
      waitingSince = System.nanoTime() | 1;
    }
    return NOTHING;
  }

  private static byte @Nullable [] atEnd(End end) throws HttpException {
    if (end.cause() == null) {
      return null;
    }
    throw end.cause();
  }

  private byte[] take(int max) {
    byte[] taken = rest;
    if (taken.length <= max) {
      rest = NOTHING;
      return taken;
    }
    rest = Arrays.copyOfRange(taken, max, taken.length);
    return Arrays.copyOf(taken, max);
  }

  /// Asks in halves of the window: each asking is a hand-over to the event loop.
  private void demandMore() {
    consumed++;
    Subscription source = subscription;
    if (consumed >= WINDOW / 2 && source != null) {
      source.request(consumed);
      consumed = 0;
    }
  }

  @Override
  public Pollable readiness() {
    start();
    if (!isReady()) {
      nothingYet();
    }
    return readiness;
  }

  private boolean isReady() {
    return rest.length > 0 || !queue.isEmpty() || end.get() != null;
  }

  /// Stops asking. The rest of the body is dropped with the exchange, not here: dropping needs
  /// reading it.
  @Override
  public void close() {
    closed = true;
    queue.clear();
    if (end.get() == null) {
      whenClosed.run();
    }
  }

  private void start() {
    if (!started.get() && started.compareAndSet(false, true)) {
      parts.subscribe(this);
    }
  }

  @Override
  public void onSubscribe(Subscription source) {
    subscription = source;
    source.request(WINDOW);
  }

  @Override
  public void onNext(Object part) {
    ByteBuf content = part instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) part;
    if (closed || end.get() != null || !content.isReadable()) {
      return;
    }
    received += content.readableBytes();
    if (received > limit) {
      whenTooLong.run();
      breakOff(
          new HttpException(tooLong, "the body is longer than the allowed " + limit + " bytes"));
      return;
    }
    queue.add(ByteBufUtil.getBytes(content));
    waitingSince = 0;
    readiness.changed();
  }

  /// The message is whole; said before the end of its parts, which Reactor Netty also gives to what
  /// broke off.
  void arrived(HttpHeaders trailers) {
    arrived = trailers.isEmpty() ? List.of() : FieldBridge.fromNetty(trailers);
  }

  @Override
  public void onComplete() {
    List<HttpHeader> fields = arrived;
    if (fields == null) {
      onError(new EOFException("the body ended early"));
    } else if (end.compareAndSet(null, new End(null))) {
      readiness.changed();
      trailers.complete(fields);
    }
  }

  @Override
  public void onError(Throwable cause) {
    breakOff(translation.apply(cause));
  }

  /// The rest does not come.
  void breakOff(HttpException reason) {
    if (end.compareAndSet(null, new End(reason))) {
      readiness.changed();
      trailers.completeExceptionally(reason);
    }
  }
}
