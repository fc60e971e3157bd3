package dev.jawa.http;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.LendingSource;
import dev.jawa.wasi.ctx.LentBuffer;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Writes a body to a channel as it is made: as long as the channel takes bytes and there are some.
/// Bytes that are there when the head is written leave with it. All but the wakes happens on the
/// channel's event loop.
final class OutboundBody implements Runnable {

  /// How the body ended; called once, on the event loop.
  interface Outcome {

    void ended(List<HttpHeader> trailers);

    void broke(Throwable cause);
  }

  /// Bytes taken at a time: a fraction of what makes a channel unwritable.
  private static final int PART = 64 << 10;

  private final Channel channel;
  private final ByteSource source;
  private final HttpBody body;
  private final Outcome outcome;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private long remaining;
  private long sent;
  private final boolean counted;
  private boolean done;
  private @Nullable LentBuffer first;
  private @Nullable Runnable cancelWake;

  /// @param length the announced length, or [FieldBridge#NO_LENGTH]
  OutboundBody(Channel channel, HttpBody body, long length, Outcome outcome) {
    this.channel = channel;
    this.body = body;
    this.source = body.stream();
    this.counted = length != FieldBridge.NO_LENGTH;
    this.remaining = length;
    this.outcome = outcome;
  }

  /// Whether the body ended before it began, without trailers: such a message needs no framing.
  /// Asked before [#pump()].
  ///
  /// @throws IOException if the body broke
  boolean isEmpty() throws IOException {
    LentBuffer part = read();
    first = part != null && part.length() > 0 ? part : null;
    return part == null && body.trailers().isDone() && body.trailers().join().isEmpty();
  }

  private @Nullable LentBuffer nextPart() throws IOException {
    LentBuffer peeked = first;
    if (peeked == null) {
      return read();
    }
    first = null;
    return peeked;
  }

  private @Nullable LentBuffer read() throws IOException {
    if (source instanceof LendingSource lending) {
      return lending.lend(PART);
    }
    byte[] part = source.read(PART);
    return part == null ? null : LentBuffer.own(part);
  }

  /// Writes what is there and can be written; arranges to be called again.
  void pump() {
    if (done) {
      return;
    }
    try {
      if (writeParts()) {
        channel.flush();
      }
    } catch (IOException | RuntimeException cause) {
      breakOff(cause);
    }
  }

  /// @return whether there is something to flush
  private boolean writeParts() throws IOException {
    boolean written = false;
    while (!done && channel.isWritable()) {
      LentBuffer part = nextPart();
      if (part == null) {
        end();
        return written;
      }
      if (part.length() == 0) {
        awaitMore();
        return written;
      }
      write(part);
      written = true;
    }
    return written;
  }

  private void write(LentBuffer part) throws ProxyException {
    try {
      count(part.length());
    } catch (ProxyException tooMany) {
      part.giveBack().run();
      throw tooMany;
    }
    // Netty has it until it is written or never will be.
    var _ =
        channel.write(Unpooled.wrappedBuffer(part.bytes())).addListener(_ -> part.giveBack().run());
  }

  /// Bytes written so far.
  long sent() {
    return sent;
  }

  private void count(int bytes) throws ProxyException {
    sent += bytes;
    if (counted) {
      remaining -= bytes;
      if (remaining < 0) {
        throw new ProxyException("the body is longer than its content-length");
      }
    }
  }

  private void awaitMore() {
    cancelWake = source.readiness().onReady(this::wake);
  }

  /// Has [#pump] called soon, from any thread. Also when the channel takes bytes again: it may say
  /// so in the middle of a write, where the encoder bears no second one.
  void wake() {
    if (scheduled.compareAndSet(false, true)) {
      execute(channel.eventLoop(), this);
    }
  }

  @Override
  public void run() {
    scheduled.set(false);
    pump();
  }

  private void end() throws ProxyException {
    if (counted && remaining > 0) {
      throw new ProxyException(
          "the body is " + remaining + " bytes shorter than its content-length");
    }
    if (body.trailers().isDone()) {
      finish();
    } else {
      var _ = body.trailers().whenComplete((_, _) -> execute(channel.eventLoop(), this::finish));
    }
  }

  private void finish() {
    if (done) {
      return;
    }
    List<HttpHeader> trailers;
    try {
      trailers = body.trailers().join();
    } catch (CompletionException failed) {
      breakOff(failed.getCause() == null ? failed : failed.getCause());
      return;
    }
    cancel();
    outcome.ended(trailers);
  }

  private void breakOff(Throwable cause) {
    cancel();
    outcome.broke(cause);
  }

  /// Takes no more; the maker's writes answer "closed".
  void cancel() {
    if (done) {
      return;
    }
    done = true;
    if (cancelWake != null) {
      cancelWake.run();
    }
    if (first != null) {
      first.giveBack().run();
      first = null;
    }
    source.close();
  }

  /// A task for an event loop that may be gone: then its channels are too, and nobody needs the
  /// task.
  static void execute(EventExecutor loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException gone) {
      return;
    }
  }
}
