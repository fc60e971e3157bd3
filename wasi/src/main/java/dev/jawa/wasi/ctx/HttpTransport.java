package dev.jawa.wasi.ctx;

import java.util.concurrent.CompletableFuture;

/// Sends the outgoing requests of a guest.
public interface HttpTransport {

  /// Sends a request; returns at once. The body is taken from `request.body()` while it is made.
  ///
  /// @return completes when the response head is there, or exceptionally with an [HttpException];
  ///   cancelling it gives up
  CompletableFuture<HttpResponse> send(HttpRequest request, HttpTimeouts timeouts);

  /// Refuses everything.
  HttpTransport DENIED =
      (request, timeouts) ->
          CompletableFuture.failedFuture(
              new HttpException(
                  HttpException.Code.HTTP_REQUEST_DENIED, "outgoing requests are not allowed"));
}
