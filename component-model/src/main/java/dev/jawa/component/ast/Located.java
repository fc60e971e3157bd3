package dev.jawa.component.ast;

/// Makes messages about input: one line, however hostile the names in it, and where in the input it
/// is.
public final class Located {

  private static final int MAX_LENGTH = 400;

  private Located() {}

  /// The message with the offset behind it; control characters are escaped, what is overlong is
  /// cut.
  public static String message(String message, int offset) {
    StringBuilder line = new StringBuilder();
    message
        .codePoints()
        .limit(MAX_LENGTH)
        .forEach(c -> {
          if (isSafe(c)) {
            line.appendCodePoint(c);
          } else {
            line.append(String.format("\\u{%x}", c));
          }
        });
    if (message.codePointCount(0, message.length()) > MAX_LENGTH) {
      line.append('…');
    }
    return line.append(" (at offset 0x").append(Integer.toHexString(offset)).append(')').toString();
  }

  private static boolean isSafe(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
