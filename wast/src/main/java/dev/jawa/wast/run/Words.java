package dev.jawa.wast.run;

import java.util.List;

/// Whether a message says what a script expects. Scripts of the specification and those of wasmtime
/// call some things differently; where a script has the words of the one for what is said here in
/// those of the other, that counts too.
final class Words {

  /// Whoever expects the first is content with the second.
  private record Synonym(String expected, String said) {}

  private static final List<Synonym> SYNONYMS =
      List.of(
          new Synonym("cannot write", "cannot write"),
          new Synonym("cannot read", "cannot read"),
          new Synonym("was not found", "is not provided here"),
          new Synonym("uninitialized element", "uninitialized element"),
          new Synonym("null function", "uninitialized element"),
          new Synonym("null function", "null reference"),
          new Synonym("null reference", "null reference"),
          new Synonym("out of bounds", "out-of-bounds"));

  private Words() {}

  static boolean say(String message, String expected) {
    return message.contains(expected)
        || SYNONYMS.stream()
            .anyMatch(
                synonym -> expected.contains(synonym.expected) && message.contains(synonym.said));
  }
}
