package dev.jawa.http;

import dev.jawa.wasi.ctx.ResponseSink;

/// One request and its answer, as the [RequestHandler] sees it.
public interface Exchange extends ResponseSink {

  /// The number of the request, counted from 0 for each [ProxyHandler].
  long number();

  /// Has `action` run, at most once and from any thread, when there is no use in going on: the
  /// client went away, the time is up, the server closes. At once if that is so already; never
  /// after the handler returned. A later action replaces an earlier one. It must not block.
  void onAbort(Runnable action);

  /// The guest has its instance, and begins.
  default void instanceReady() {}
}
