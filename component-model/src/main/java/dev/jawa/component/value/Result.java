package dev.jawa.component.value;

import org.jspecify.annotations.Nullable;

/// A value of a `result` type; a payload is `null` where the type has none.
public sealed interface Result {

  /// The ok without a payload.
  Ok OK = new Ok(null);

  /// The err without a payload.
  Err ERR = new Err(null);

  record Ok(@Nullable Object value) implements Result {}

  record Err(@Nullable Object error) implements Result {}

  static Result ok(Object value) {
    return new Ok(value);
  }

  static Result err(Object error) {
    return new Err(error);
  }
}
