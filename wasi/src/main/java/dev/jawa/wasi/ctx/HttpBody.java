package dev.jawa.wasi.ctx;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A message body on its way. Whoever receives it reads [#stream()] to its end, then takes
/// [#trailers()].
///
/// @param stream the bytes; reading throws an [HttpException] if the sender broke off
/// @param trailers completes with the trailers (an empty list if there are none) after the end of
///   the stream, or exceptionally with an [HttpException]
public record HttpBody(ByteSource stream, CompletableFuture<List<HttpHeader>> trailers) {

  /// A body without bytes and trailers.
  public static HttpBody empty() {
    return new HttpBody(MemorySource.empty(), CompletableFuture.completedFuture(List.of()));
  }
}
