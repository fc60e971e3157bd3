package dev.jawa.wast.read;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An s-expression with its place in the text.
sealed interface Sexp {

  /// The line, from 1.
  int line();

  /// A token that is no string.
  record Atom(String text, int line) implements Sexp {}

  /// A quoted string, unquoted.
  @SuppressWarnings("ArrayRecordComponent") // carries the bytes, never compared
  record Str(byte[] bytes, int line) implements Sexp {
    String text() {
      return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  /// A parenthesis with what is inside.
  ///
  /// @param start the offset of the opening parenthesis
  /// @param end the offset behind the closing one
  record Group(List<Sexp> items, int line, int start, int end) implements Sexp {
    public Group {
      items = List.copyOf(items);
    }

    /// The first token, empty if there is none.
    String head() {
      return !items.isEmpty() && items.getFirst() instanceof Atom(String text, int _) ? text : "";
    }
  }
}
