package dev.jawa.component.runtime;

import dev.jawa.component.host.ReadableFuture;
import dev.jawa.component.host.ReadableStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The writable end of a stream or future that the host gave to a guest: asks the host for values
/// when somebody wants to read, so that nothing is buffered that nobody asked for.
final class HostWriter {

  private final HostEvents events;
  private final SharedChannel shared;
  private final Source source;
  private final Runnable closer = this::close;
  private boolean busy;
  private boolean closed;

  /// Where values come from, as chunks.
  private interface Source {
    CompletionStage<? extends @Nullable Object> read(int max);

    void close();
  }

  private HostWriter(HostEvents events, SharedChannel shared, Source source) {
    this.events = events;
    this.shared = shared;
    this.source = source;
    shared.setHostWriter(this);
    events.onClose(closer);
  }

  static void ofStream(HostEvents events, SharedChannel shared, ReadableStream stream) {
    new HostWriter(
        events,
        shared,
        new Source() {
          @Override
          public CompletionStage<? extends @Nullable Object> read(int max) {
            return stream.read(max);
          }

          @Override
          public void close() {
            stream.close();
          }
        });
  }

  static void ofFuture(HostEvents events, SharedChannel shared, ReadableFuture future) {
    new HostWriter(
        events,
        shared,
        new Source() {
          @Override
          public CompletionStage<? extends @Nullable Object> read(int max) {
            return future.read().thenApply(value -> value == null ? (Object) 1 : List.of(value));
          }

          @Override
          public void close() {
            future.close();
          }
        });
  }

  /// Somebody waits for values; of none at all if that is only to learn whether there are any.
  void wanted(int count) {
    if (busy || closed) {
      return;
    }
    busy = true;
    CompletableFuture<? extends @Nullable Object> chunk =
        source.read(Math.max(1, count)).toCompletableFuture();
    if (chunk.isDone()) {
      arrived(chunk);
      return;
    }
    events.expect();
    chunk.whenComplete((_, _) ->
        events.post(() -> {
          events.expectNoMore();
          arrived(chunk);
        }));
  }

  private void arrived(CompletableFuture<? extends @Nullable Object> chunk) {
    if (closed) {
      return;
    }
    Object values = HostEvents.valueOf(chunk);
    if (values == null) {
      shared.drop();
    } else {
      write(new HostChunk(values));
    }
  }

  private void write(HostChunk chunk) {
    shared.write(
        new SharedChannel.Copy(
            null,
            chunk,
            giveBack -> {
              if (chunk.remain() == 0) {
                giveBack.run();
                busy = false;
              }
            },
            result -> written(chunk, result)));
  }

  private void written(HostChunk chunk, CopyResult result) {
    if (result == CopyResult.DROPPED) {
      close();
    } else if (chunk.remain() > 0) {
      write(chunk);
    } else if (shared.kind() == SharedChannel.Kind.FUTURE) {
      close();
    } else {
      busy = false;
    }
  }

  /// The channel has come to its end, from either side.
  void dropped() {
    close();
  }

  private void close() {
    if (!closed) {
      closed = true;
      events.withoutClose(closer);
      source.close();
    }
  }
}
