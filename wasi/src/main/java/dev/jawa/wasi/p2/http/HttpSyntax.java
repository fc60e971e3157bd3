package dev.jawa.wasi.p2.http;

/// What of a message a guest may choose, by the grammars of RFC 9110 and RFC 3986.
final class HttpSyntax {

  private static final int LONGEST_FIELD_NAME = 65_535;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final String SCHEME_MARKS = "+-.";
  private static final String HOST_MARKS = "-._~%!$&'()*+,;=";

  private HttpSyntax() {}

  /// No one has use for longer ones, which wasmtime takes for wrong too.
  static boolean isFieldName(String text) {
    return text.length() <= LONGEST_FIELD_NAME && isToken(text);
  }

  /// A field name or a method: RFC 9110, 5.6.2.
  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> isAlphanumeric(c) || TOKEN_MARKS.indexOf(c) >= 0);
  }

  /// Neither controls nor a line break: RFC 9110, 5.5. A tab is allowed.
  static boolean isFieldValue(byte[] value) {
    for (byte b : value) {
      int c = b & 0xFF;
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /// RFC 3986, 3.1.
  static boolean isScheme(String text) {
    return !text.isEmpty()
        && isAlpha(text.charAt(0))
        && text.chars().allMatch(c -> isAlphanumeric(c) || SCHEME_MARKS.indexOf(c) >= 0);
  }

  /// Visible characters without a fragment, and absolute or `*`; an empty path is one too. Others
  /// than ASCII should be encoded, but are sent as they are by many.
  static boolean isPathWithQuery(String text) {
    if (text.isEmpty() || text.equals("*")) {
      return true;
    }
    char first = text.charAt(0);
    return (first == '/' || first == '?')
        && text.chars()
            .allMatch(c -> c > ' ' && (c < 0x7F || c > 0x9F) && c != '#' && c != '<' && c != '>');
  }

  /// A host with an optional user and port: RFC 3986, 3.2.
  static boolean isAuthority(String text) {
    String hostAndPort = text.substring(text.lastIndexOf('@') + 1);
    String user = text.substring(0, text.length() - hostAndPort.length());
    int hostEnd =
        hostAndPort.startsWith("[") ? hostAndPort.indexOf(']') + 1 : hostAndPort.indexOf(':');
    if (hostEnd < 0) {
      hostEnd = hostAndPort.length();
    }
    String port = hostAndPort.substring(hostEnd);
    return isHost(hostAndPort.substring(0, hostEnd))
        && (port.isEmpty() || (port.startsWith(":") && isPort(port.substring(1))))
        && user.chars().allMatch(c -> isHostCharacter(c) || c == ':' || c == '@');
  }

  /// One or more digits: RFC 9110, 8.6.
  static boolean isContentLength(String text) {
    if (text.isEmpty() || !text.chars().allMatch(HttpSyntax::isDigit)) {
      return false;
    }
    try {
      return Long.parseLong(text) >= 0;
    } catch (NumberFormatException e) {
      return false; // more than 2^63
    }
  }

  private static boolean isHost(String host) {
    if (host.startsWith("[")) {
      String literal = host.substring(1, host.length() - 1);
      return !literal.isEmpty() && literal.chars().allMatch(c -> isHostCharacter(c) || c == ':');
    }
    return !host.isEmpty() && host.chars().allMatch(HttpSyntax::isHostCharacter);
  }

  private static boolean isPort(String text) {
    return text.isEmpty() // RFC 3986, 3.2.3
        || (text.length() <= 5
            && text.chars().allMatch(HttpSyntax::isDigit)
            && Integer.parseInt(text) <= 0xFFFF);
  }

  private static boolean isHostCharacter(int c) {
    return isAlphanumeric(c) || HOST_MARKS.indexOf(c) >= 0;
  }

  private static boolean isAlphanumeric(int c) {
    return isAlpha(c) || isDigit(c);
  }

  private static boolean isAlpha(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
