package dev.jawa.component.host;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The readable end of a `stream<T>`: what the host gets where a guest passes one on, and what it
/// implements to give one to a guest. Values come in chunks, as a `list<T>` is represented: a
/// `byte[]` for `stream<u8>`, other arrays for other numbers, else a `List`; the number of values
/// as an `Integer` for a `stream` without type. Chunks are not changed once they are handed over.
public interface ReadableStream {

  /// Asks for the next values; at most one read at a time.
  ///
  /// The stage of a guest's stream completes on the thread that drives the guest: long work is to
  /// be handed to another one. A stream of the host may be asked by that thread, so it must not
  /// block.
  ///
  /// @param max how many there may be, at least 1
  /// @return completes with one value at least, or with `null` at the end
  CompletionStage<? extends @Nullable Object> read(int max);

  /// Nothing more is wanted; the other side learns that the readable end is dropped. May be called
  /// in the middle of a read, and more than once.
  void close();
}
