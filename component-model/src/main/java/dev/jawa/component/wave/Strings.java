package dev.jawa.component.wave;

import java.util.stream.Collectors;

/// Quoted text, as it is read and written.
final class Strings {

  private static final String QUOTES = "\"\"\"";

  private Strings() {}

  /// What a character or string says between its quotes.
  static String unquote(Token token) {
    String body = token.text().substring(1, token.text().length() - 1);
    return unescape(token, body);
  }

  private static String unescape(Token token, String body) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c != '\\') {
        text.append(c);
      } else {
        i = escape(token, body, i + 1, text);
      }
    }
    return text.toString();
  }

  /// @return the last place of the escape
  private static int escape(Token token, String body, int at, StringBuilder to) {
    switch (at < body.length() ? body.charAt(at) : ' ') {
      case 't' -> to.append('\t');
      case 'n' -> to.append('\n');
      case 'r' -> to.append('\r');
      case '\'', '"', '\\' -> to.append(body.charAt(at));
      case 'u' -> {
        int end = body.indexOf('}', at);
        int value = Integer.parseInt(body.substring(at + 2, end), 16);
        if (!Character.isValidCodePoint(value) || value >= 0xD800 && value <= 0xDFFF) {
          throw token.error("invalid character escape");
        }
        to.appendCodePoint(value);
        return end;
      }
      default -> throw token.error("invalid character escape");
    }
    return at;
  }

  /// What a string in triple quotes says: its last line tells how far the others are indented.
  static String dedent(Token token) {
    String body = token.text().substring(QUOTES.length(), token.text().length() - QUOTES.length());
    String lines = body.replace("\r\n", "\n");
    int last = lines.lastIndexOf('\n');
    String indent = lines.substring(last + 1);
    if (!lines.startsWith("\n") || !indent.isBlank()) {
      throw token.error("invalid multiline string");
    }
    if (last == 0) {
      return "";
    }
    String inner =
        lines
            .substring(1, last)
            .lines()
            .map(line -> {
              if (!line.startsWith(indent)) {
                throw token.error("invalid multiline string");
              }
              return line.substring(indent.length());
            })
            .collect(Collectors.joining("\n"));
    return unescape(token, inner);
  }

  /// Appends a character so that it may stand between quotes of either kind.
  static void escape(int c, StringBuilder to) {
    switch (c) {
      case '\\', '"', '\'' -> to.append('\\').appendCodePoint(c);
      case '\t' -> to.append("\\t");
      case '\r' -> to.append("\\r");
      case '\n' -> to.append("\\n");
      default -> {
        if (Character.isISOControl(c)) {
          to.append("\\u{").append(Integer.toHexString(c)).append('}');
        } else {
          to.appendCodePoint(c);
        }
      }
    }
  }
}
