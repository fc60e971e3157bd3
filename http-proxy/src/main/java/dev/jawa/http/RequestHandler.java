package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpRequest;

/// Answers requests.
@FunctionalInterface
public interface RequestHandler {

  /// Answers one request; called on a thread of its own, which it may block. It may go on after it
  /// answered: a response body is read while its maker still writes it. What it throws before it
  /// answered becomes status 500, afterwards a connection that breaks off.
  ///
  /// @param exchange takes the answer; returning without one is status 500
  /// @throws Exception for any reason; [ProxyObserver#failed] gets it
  void handle(HttpRequest request, Exchange exchange) throws Exception;
}
