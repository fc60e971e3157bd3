package dev.jawa.http;

/// Is told what went wrong with a request. Called on the request's thread or on an event loop: it
/// must not block long.
@FunctionalInterface
public interface ProxyObserver {

  /// Says nothing to nobody.
  ProxyObserver SILENT = (number, cause) -> {};

  /// A request ended in status 500, or in a connection that breaks off, through no fault of its
  /// client.
  ///
  /// @param number the request, see [Exchange#number()]
  /// @param cause what the handler threw, or what it did wrong
  void failed(long number, Throwable cause);
}
