package dev.jawa.wasi.ctx;

/// Where a guest puts its answer to an incoming request; used at most once.
public interface ResponseSink {

  /// The guest answers; the body follows through `response.body()` while the guest goes on.
  void respond(HttpResponse response);

  /// The guest says that it cannot answer.
  void fail(HttpException error);
}
