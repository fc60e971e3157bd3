package dev.jawa.component.runtime;

import dev.jawa.component.host.ReadableFuture;
import dev.jawa.component.host.ReadableStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The readable end of a stream or future that a guest gave to the host. The host may use it from
/// any thread: what it asks for is done by who drives the store.
abstract sealed class HostReader {

  private final HostEvents events;
  private final SharedChannel shared;
  private boolean open = true;
  private boolean busy;

  private HostReader(HostEvents events, SharedChannel shared) {
    this.events = events;
    this.shared = shared;
    // Deadlocks cannot be told from a host that takes its time.
    events.expect();
  }

  /// Of a stream.
  static final class OfStream extends HostReader implements ReadableStream {
    OfStream(HostEvents events, SharedChannel shared) {
      super(events, shared);
    }

    @Override
    public CompletableFuture<@Nullable Object> read(int max) {
      if (max < 1 || max > CopyBuffer.MAX_LENGTH) {
        throw new IllegalArgumentException("the host asks for " + max + " values of a stream");
      }
      return request(max);
    }
  }

  /// Of a future.
  static final class OfFuture extends HostReader implements ReadableFuture {
    OfFuture(HostEvents events, SharedChannel shared) {
      super(events, shared);
    }

    @Override
    public CompletableFuture<@Nullable Object> read() {
      return request(1)
          .<@Nullable Object>thenApply(
              chunk -> chunk instanceof List<?> values ? values.getFirst() : null);
    }
  }

  final CompletableFuture<@Nullable Object> request(int max) {
    CompletableFuture<@Nullable Object> answer =
        events.promise(new CompletableFuture<@Nullable Object>());
    events.post(() -> begin(max, answer));
    return answer;
  }

  private void begin(int max, CompletableFuture<@Nullable Object> answer) {
    if (!open) {
      end(answer, null);
    } else if (busy) {
      events.kept(answer);
      answer.completeExceptionally(
          new IllegalStateException("a " + shared.noun() + " has one read at a time"));
    } else {
      busy = true;
      Sink sink = new Sink(max);
      shared.read(
          new SharedChannel.Copy(
              null,
              sink,
              giveBack -> {
                giveBack.run();
                copied(sink, answer, CopyResult.COMPLETED);
              },
              result -> copied(sink, answer, result)));
    }
  }

  private void copied(Sink sink, CompletableFuture<@Nullable Object> answer, CopyResult result) {
    busy = false;
    if (result == CopyResult.DROPPED || shared.kind() == SharedChannel.Kind.FUTURE) {
      forget();
    }
    end(answer, sink.values);
  }

  private void end(CompletableFuture<@Nullable Object> answer, @Nullable Object values) {
    events.kept(answer);
    answer.complete(values);
  }

  private void forget() {
    if (open) {
      open = false;
      events.expectNoMore();
    }
  }

  public void close() {
    events.post(() -> {
      if (open) {
        forget();
        shared.drop();
      }
    });
  }

  /// Gives the end to a guest; the host has it no more.
  SharedChannel passOn() {
    if (!open || busy) {
      throw new IllegalStateException(
          "the host passes on the end of a " + shared.noun() + " that it reads or has closed");
    }
    forget();
    return shared;
  }

  /// Takes the values of one copy.
  private static final class Sink implements CopyBuffer {
    private final int length;
    private int progress;
    private @Nullable Object values;

    Sink(int length) {
      this.length = length;
    }

    @Override
    public int remain() {
      return length - progress;
    }

    @Override
    public int progress() {
      return progress;
    }

    @Override
    public boolean isZeroLength() {
      return false;
    }

    @Override
    public Object read(int count) {
      throw new IllegalStateException("a sink of the host is only written");
    }

    @Override
    public void write(Object chunk, int count) {
      values = chunk instanceof List<?> list && list.isEmpty() ? (Object) count : chunk;
      progress += count;
    }
  }
}
