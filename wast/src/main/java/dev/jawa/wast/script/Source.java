package dev.jawa.wast.script;

/// A module or component of a script.
public sealed interface Source {

  /// @param component whether it is one, not a core module
  @SuppressWarnings("ArrayRecordComponent") // carries the bytes to the decoder, never compared
  record Binary(byte[] bytes, boolean component) implements Source {}

  /// A text that the encoder refused.
  record NotEncodable(String reason) implements Source {}
}
