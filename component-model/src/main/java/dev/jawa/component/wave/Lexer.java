package dev.jawa.component.wave;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits text into tokens.
final class Lexer {

  private static final Pattern BLANK = Pattern.compile("([ \\t\\n\\r]|//[^\\n]*)*");
  private static final String ESCAPE = "\\\\['\"tnr\\\\]|\\\\u\\{[0-9a-fA-F]{1,6}\\}";

  /// What a token may be, the longest first where one begins like another.
  private enum Shape {
    MULTILINE_STRING(Token.Kind.MULTILINE_STRING, "(?s)\"\"\".*?\"\"\""),
    STRING(Token.Kind.STRING, "\"([^\\\\\"\\n]|" + ESCAPE + ")*+\""),
    CHAR(Token.Kind.CHAR, "'([^\\\\'\\n]|" + ESCAPE + ")'"),
    NUMBER(Token.Kind.NUMBER, "-inf|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?"),
    WORD(Token.Kind.WORD, "%?([a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(-([a-z0-9]+|[A-Z0-9]+))*"),
    PUNCTUATION(Token.Kind.PUNCTUATION, "[{}()\\[\\]:,]");

    private final Token.Kind kind;
    private final Pattern pattern;

    Shape(Token.Kind kind, String pattern) {
      this.kind = kind;
      this.pattern = Pattern.compile(pattern);
    }
  }

  private Lexer() {}

  /// All tokens from a place on; the last one is the end.
  ///
  /// @throws WaveException if something is no token
  static List<Token> tokens(String text, int from) {
    List<Token> tokens = new ArrayList<>();
    int at = skip(text, from);
    while (at < text.length()) {
      Token token = next(text, at);
      tokens.add(token);
      at = skip(text, token.end());
    }
    tokens.add(new Token(Token.Kind.END, "", text.length(), text.length()));
    return tokens;
  }

  private static int skip(String text, int from) {
    Matcher blank = BLANK.matcher(text).region(from, text.length());
    return blank.lookingAt() ? blank.end() : from;
  }

  private static Token next(String text, int at) {
    for (Shape shape : Shape.values()) {
      Matcher found = shape.pattern.matcher(text).region(at, text.length());
      if (found.lookingAt()) {
        return new Token(shape.kind, found.group(), at, found.end());
      }
    }
    throw new WaveException("invalid token", at, at + 1);
  }
}
