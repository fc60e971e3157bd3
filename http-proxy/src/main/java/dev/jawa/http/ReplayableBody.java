package dev.jawa.http;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request's body that can be read from its start again as long as little of it was read. On one
/// event loop at a time.
final class ReplayableBody {

  /// What is remembered at most. Requests that may be repeated have small bodies, mostly none.
  private static final int MOST_KEPT = 64 << 10;

  private final HttpBody body;
  private final List<byte[]> kept = new ArrayList<>();
  private int size;
  private @Nullable Reading current;

  ReplayableBody(HttpBody body) {
    this.body = body;
  }

  /// Reads from the start; whoever read before reads no more. Not if [#isLost()].
  HttpBody fromStart() {
    Reading reading = new Reading(new ArrayDeque<>(kept));
    current = reading;
    return new HttpBody(reading, body.trailers());
  }

  /// Whether its start can no longer be read.
  boolean isLost() {
    return size > MOST_KEPT;
  }

  /// Says that nobody will read from the start again.
  void forget() {
    size = MOST_KEPT + 1;
    kept.clear();
  }

  void close() {
    body.stream().close();
  }

  private void keep(byte[] part) {
    if (isLost()) {
      return;
    }
    if (size + part.length > MOST_KEPT) {
      forget();
    } else if (part.length > 0) {
      size += part.length;
      kept.add(part.clone());
    }
  }

  private final class Reading implements ByteSource {

    private final Deque<byte[]> again;

    Reading(Deque<byte[]> again) {
      this.again = again;
    }

    @Override
    public byte @Nullable [] read(int max) throws IOException {
      byte[] before = again.poll();
      if (before != null) {
        return before;
      }
      byte[] part = body.stream().read(max);
      if (part != null) {
        keep(part);
      }
      return part;
    }

    @Override
    public Pollable readiness() {
      return again.isEmpty() ? body.stream().readiness() : Pollable.READY;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // this very reading
    public void close() {
      if (current == this) {
        ReplayableBody.this.close();
      }
    }
  }
}
