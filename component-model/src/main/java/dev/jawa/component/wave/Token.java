package dev.jawa.component.wave;

/// A token with its place in the text.
///
/// @param text as written
record Token(Kind kind, String text, int start, int end) {

  /// What it is.
  enum Kind {
    PUNCTUATION,
    NUMBER,
    /// A label, or one of the words with a meaning of their own.
    WORD,
    CHAR,
    STRING,
    MULTILINE_STRING,
    END
  }

  boolean is(String other) {
    return text.equals(other) && (kind == Kind.PUNCTUATION || kind == Kind.WORD);
  }

  WaveException error(String problem) {
    return new WaveException(problem, start, end);
  }
}
