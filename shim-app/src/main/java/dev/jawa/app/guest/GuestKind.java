package dev.jawa.app.guest;

/// What a guest is, told by its bytes and its exports.
public enum GuestKind {
  /// A component that exports `wasi:http/incoming-handler`: served as an HTTP server.
  HTTP,
  /// A component that exports `wasi:cli/run`.
  COMMAND,
  /// A component of which a named function is called.
  FUNCTION,
  /// A core module: `_start` or a named function.
  MODULE
}
