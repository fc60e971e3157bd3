package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.LendingSource;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import dev.jawa.wasi.ctx.SharedLoan;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.EOFException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/// A body that arrives. The event loop fills a short queue, the guest's thread empties it; parts
/// are asked for as the queue empties, so that a slow reader stops the sender. Nothing is asked for
/// before somebody wants to read or [#start()]: only then a client that expects `100 Continue` gets
/// it.
///
/// Long parts stay in the memory that the socket was read into, as far as [BodyLoans] has room;
/// what of them is still here at [#close()] goes back then.
final class InboundBody implements LendingSource, CoreSubscriber<Object> {

  /// What waits of a response's body.
  private static final int RESPONSE_BUFFER = 128 << 10;

  /// Parts asked for at a time, so many may come when the queue is full. Each asking of the reader
  /// is a hand-over to the event loop.
  private static final int BATCH = 4;

  /// Parts shorter than this are joined where the reader takes more: each of its calls costs more
  /// than copying them again. They are arrays of their own.
  private static final int SMALL = BodyLoans.SHORTEST;

  /// @param cause why the body broke off, or `null` if it is whole
  private record End(@Nullable HttpException cause) {}

  private final Publisher<?> parts;
  private final long limit;
  private final BodyLoans loans;

  /// Bytes in the queue beyond which no more are asked for.
  private final int full;

  private final HttpException.Code tooLong;
  private final Function<Throwable, HttpException> translation;
  private final Runnable whenTooLong;
  private final CompletableFuture<List<HttpHeader>> trailers = new CompletableFuture<>();
  private final Queue<LentBuffer> queue = new ConcurrentLinkedQueue<>();

  /// The bytes in the queue.
  private final AtomicInteger queued = new AtomicInteger();

  /// Whether the queue is too full to ask for more; the reader asks then.
  private final AtomicBoolean paused = new AtomicBoolean();

  private final Readiness readiness = new Readiness(this::isReady);
  private final AtomicBoolean started = new AtomicBoolean();

  /// What is queued before it still counts.
  private final AtomicReference<@Nullable End> end = new AtomicReference<>();

  private volatile @Nullable Subscription subscription;
  private volatile boolean closed;
  private volatile Runnable whenClosed = () -> {};

  /// When the reader last found nothing, or 0 since something came.
  private volatile long waitingSince;

  /// Asked for and not yet here; the event loop's, and the reader's while it is paused.
  private int outstanding;

  // The event loop's.
  private BooleanSupplier moreComesNow = () -> false;
  private boolean wakeOwed;
  private long received;
  private @Nullable List<HttpHeader> arrived;

  /// What is left of a part; whoever takes it out has it alone.
  private final AtomicReference<@Nullable SharedLoan> rest = new AtomicReference<>();

  private InboundBody(
      Publisher<?> parts,
      long limit,
      BodyLoans loans,
      int full,
      HttpException.Code tooLong,
      Function<Throwable, HttpException> translation,
      Runnable whenTooLong) {
    this.parts = parts;
    this.limit = limit;
    this.loans = loans;
    this.full = full;
    this.tooLong = tooLong;
    this.translation = translation;
    this.whenTooLong = whenTooLong;
  }

  /// The body of a request that a server received.
  ///
  /// @param parts what Reactor Netty receives: buffers or their holders
  /// @param limit bytes; more of them is an error
  /// @param loans what may stay where it was read to; then the body has to be closed
  /// @param full bytes that may wait for the reader, give or take a few parts
  /// @param whenTooLong told of that on the event loop, before the reader is
  static InboundBody ofRequest(
      Publisher<?> parts, long limit, BodyLoans loans, int full, Runnable whenTooLong) {
    return new InboundBody(
        parts,
        limit,
        loans,
        full,
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
        BodyLoans.NONE,
        RESPONSE_BUFFER,
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

  /// Whether the event loop is in the middle of a read, as far as it can be told. Readers are woken
  /// at its end then, by [#readComplete()].
  void whileReading(BooleanSupplier reading) {
    moreComesNow = reading;
  }

  /// The end of a read of the event loop.
  void readComplete() {
    if (wakeOwed) {
      wakeOwed = false;
      readiness.changed();
    }
  }

  @Override
  public @Nullable LentBuffer lend(int max) throws HttpException {
    start();
    SharedLoan left = rest.getAndSet(null);
    LentBuffer taken = left == null ? takeNext(max) : taken(partOf(left, max));
    demandMore();
    return taken;
  }

  private @Nullable LentBuffer takeNext(int max) throws HttpException {
    LentBuffer next = queue.poll();
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
    waitingSince = 0;
    if (next.length() > max) {
      return taken(partOf(new SharedLoan(next), max));
    }
    return taken(next.length() < SMALL ? joined(next, max) : next);
  }

  private LentBuffer nothingYet() {
    if (waitingSince == 0) {
      // 0 is taken; a nanosecond more is not missed.
      waitingSince = System.nanoTime() | 1;
    }
    return LentBuffer.NOTHING;
  }

  private static @Nullable LentBuffer atEnd(End end) throws HttpException {
    if (end.cause() == null) {
      return null;
    }
    throw end.cause();
  }

  /// Up to `max` bytes of a part; what is left of it is next.
  private LentBuffer partOf(SharedLoan part, int max) {
    LentBuffer taken = part.next(Math.min(max, part.remaining()));
    if (part.remaining() == 0) {
      part.close();
    } else {
      rest.set(part);
      releaseIfClosed();
    }
    return taken;
  }

  /// A short part and the short ones behind it that fit into `max` bytes.
  private LentBuffer joined(LentBuffer first, int max) {
    LentBuffer next = queue.peek();
    if (next == null || !isShort(next, max - first.length())) {
      return first;
    }
    byte[] joined = first.toArray();
    int length = joined.length;
    while (next != null && isShort(next, max - length) && queue.remove(next)) {
      byte[] more = next.toArray();
      if (more.length > joined.length - length) {
        joined = Arrays.copyOf(joined, Math.min(max, 2 * (length + more.length)));
      }
      System.arraycopy(more, 0, joined, length, more.length);
      length += more.length;
      next = queue.peek();
    }
    return LentBuffer.own(joined, length);
  }

  private static boolean isShort(LentBuffer part, int max) {
    return part.length() < SMALL && part.length() <= max;
  }

  private LentBuffer taken(LentBuffer bytes) {
    queued.addAndGet(-bytes.length());
    return bytes;
  }

  private void demandMore() {
    if (paused.get() && queued.get() < full / 2 && paused.compareAndSet(true, false)) {
      demand();
    }
  }

  private void demand() {
    Subscription source = subscription;
    if (source != null) {
      outstanding = BATCH;
      source.request(BATCH);
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
    return rest.get() != null || !queue.isEmpty() || end.get() != null;
  }

  /// Stops asking. The rest of the body is dropped with the exchange, not here: dropping needs
  /// reading it.
  @Override
  public void close() {
    closed = true;
    releaseIfClosed();
    if (end.get() == null) {
      whenClosed.run();
    }
  }

  /// Gives back what nobody reads any more.
  private void releaseIfClosed() {
    if (!closed) {
      return;
    }
    SharedLoan left = rest.getAndSet(null);
    if (left != null) {
      left.close();
    }
    for (LentBuffer part = queue.poll(); part != null; part = queue.poll()) {
      part.giveBack().run();
    }
  }

  /// Lets the body come; without it the first reading does.
  void start() {
    if (!started.get() && started.compareAndSet(false, true)) {
      parts.subscribe(this);
    }
  }

  @Override
  public void onSubscribe(Subscription source) {
    subscription = source;
    demand();
  }

  @Override
  public void onNext(Object part) {
    ByteBuf content = part instanceof ByteBufHolder holder ? holder.content() : (ByteBuf) part;
    if (!closed && end.get() == null && content.isReadable()) {
      add(content);
    }
    outstanding--;
    if (outstanding == 0 && !closed) {
      if (queued.get() < full) {
        demand();
      } else {
        paused.set(true);
        // The reader may have taken all of it before it could see that.
        demandMore();
      }
    }
  }

  private void add(ByteBuf content) {
    int length = content.readableBytes();
    received += length;
    if (received > limit) {
      whenTooLong.run();
      breakOff(
          new HttpException(tooLong, "the body is longer than the allowed " + limit + " bytes"));
      return;
    }
    queued.addAndGet(length);
    queue.add(loans.keep(content));
    releaseIfClosed();
    waitingSince = 0;
    wakeSoon();
  }

  /// Wakes the reader: for all that one read brings at once, or when the queue is full, because
  /// waking a thread costs more than a part does.
  private void wakeSoon() {
    if (moreComesNow.getAsBoolean() && queued.get() < full) {
      wakeOwed = true;
    } else {
      readiness.changed();
    }
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
      wakeSoon();
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
