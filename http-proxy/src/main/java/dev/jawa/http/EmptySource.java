package dev.jawa.http;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.Pollable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// No bytes.
enum EmptySource implements ByteSource {
  INSTANCE;

  /// A body of a message that has none.
  static HttpBody body() {
    return new HttpBody(INSTANCE, CompletableFuture.completedFuture(List.of()));
  }

  @Override
  public byte @Nullable [] read(int max) {
    return null;
  }

  @Override
  public Pollable readiness() {
    return Pollable.READY;
  }

  @Override
  public void close() {}
}
