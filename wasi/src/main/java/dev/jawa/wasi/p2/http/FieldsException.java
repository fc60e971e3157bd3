package dev.jawa.wasi.p2.http;

import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;

/// A `header-error` on its way to the guest.
final class FieldsException extends Exception {

  /// The cases, in the order of the WIT.
  enum Error {
    INVALID_SYNTAX,
    FORBIDDEN,
    IMMUTABLE
  }

  private final Error error;

  FieldsException(Error error) {
    super(error.name(), null, false, false);
    this.error = error;
  }

  Error error() {
    return error;
  }

  Result toResult() {
    return Result.err(Variant.of(error.ordinal()));
  }
}
