package dev.jawa.app.options;

/// What becomes of a key that somebody gives.
public sealed interface Handling {

  /// It does what it says.
  ///
  /// @param by the part of Jawa that reads it
  record Honoured(String by) implements Handling {}

  /// It is taken for compatibility and changes nothing; said once.
  ///
  /// @param why it has no meaning here, as in "memories never move in the guest's eyes"
  record Ignored(String why) implements Handling {}

  /// It is on; asking to turn it off is answered by a warning.
  ///
  /// @param why it cannot be off
  record AlwaysOn(String why) implements Handling {}

  /// It is not there: asking for it is an error, so that nobody relies on a limit or a capability
  /// that is missing. Asking for its absence (`=n`) is fine.
  ///
  /// @param why what is missing
  record Refused(String why) implements Handling {}
}
