package dev.jawa.component.host;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The readable end of a `future<T>`: what the host gets where a guest passes one on, and what it
/// implements to give one to a guest.
public interface ReadableFuture {

  /// Asks for the value; to be called once. See [ReadableStream#read] about threads.
  ///
  /// @return completes with the value, `null` if the future has no type
  CompletionStage<? extends @Nullable Object> read();

  /// The value is not wanted; may be called in the middle of a read, and more than once.
  void close();

  /// A future of the host; it is cancelled if no guest wants it any more.
  static ReadableFuture of(CompletionStage<? extends @Nullable Object> stage) {
    return new ReadableFuture() {
      @Override
      public CompletionStage<? extends @Nullable Object> read() {
        return stage;
      }

      @Override
      public void close() {
        stage.toCompletableFuture().cancel(true);
      }
    };
  }
}
