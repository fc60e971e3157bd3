package dev.jawa.wasi.ctx;

import java.time.Instant;

/// What becomes of a time stamp.
public sealed interface SetTime {

  /// It stays.
  enum Keep implements SetTime {
    KEEP
  }

  /// It becomes the time of the machine.
  enum Now implements SetTime {
    NOW
  }

  /// It becomes this time.
  record At(Instant time) implements SetTime {}
}
