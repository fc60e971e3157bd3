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
          new Synonym("null array reference", "null reference"),
          new Synonym("null structure reference", "null reference"),
          new Synonym("null i31 reference", "null reference"),
          new Synonym("not aligned", "not aligned"),
          new Synonym("converted integer out of range for `char`", "invalid `char` bit pattern"),
          new Synonym("cannot lift own resource from a borrow", "is not an own resource"),
          new Synonym("invalid utf-8", "invalid utf-8"),
          new Synonym("unpaired surrogate", "utf-16"),
          new Synonym("out of bounds", "out-of-bounds"));

  /// How wasmtime refuses valid components that it has not got round to.
  private static final List<String> LIMITS_OF_WASMTIME =
      List.of(
          "exporting a component from the root component is not supported",
          "is a reexport of an imported function which is not implemented");

  private Words() {}

  /// Whether a script expects a refusal only because wasmtime lacks something; that it works here
  /// is no failure.
  static boolean isLimitOfWasmtime(String expected) {
    return LIMITS_OF_WASMTIME.stream().anyMatch(expected::contains);
  }

  static boolean say(String message, String expected) {
    return message.contains(expected)
        || SYNONYMS.stream()
            .anyMatch(
                synonym -> expected.contains(synonym.expected) && message.contains(synonym.said));
  }
}
