package dev.jawa.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A value as a script writes it, as in `(u32.const 7)` or `(list.const (str.const "a"))`.
///
/// @param type the head, as in `u32.const`
/// @param parts atoms and nested values, in order
public record WastValue(String type, List<Part> parts) {

  public WastValue {
    parts = List.copyOf(parts);
  }

  /// A token behind the head.
  public sealed interface Part {

    /// An atom or a quoted string, as written.
    record Atom(String text) implements Part {}

    record Nested(WastValue value) implements Part {}
  }

  /// The atom at a place.
  public String atom(int index) {
    if (parts.get(index) instanceof Part.Atom(String text)) {
      return text;
    }
    throw new IllegalArgumentException("no atom at " + index + " of " + this);
  }

  /// The quoted string at a place, unquoted.
  public String string(int index) {
    return unquote(atom(index));
  }

  /// The nested values.
  public List<WastValue> nested() {
    return parts.stream()
        .filter(Part.Nested.class::isInstance)
        .map(part -> ((Part.Nested) part).value())
        .toList();
  }

  private static String unquote(String quoted) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String body = quoted.substring(1, quoted.length() - 1);
    int i = 0;
    while (i < body.length()) {
      if (body.charAt(i) != '\\') {
        int next = body.offsetByCodePoints(i, 1);
        bytes.writeBytes(body.substring(i, next).getBytes(StandardCharsets.UTF_8));
        i = next;
      } else {
        i = escape(body, i + 1, bytes);
      }
    }
    return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
  }

  private static int escape(String body, int at, ByteArrayOutputStream to) {
    switch (body.charAt(at)) {
      case 'n' -> to.write('\n');
      case 't' -> to.write('\t');
      case 'r' -> to.write('\r');
      case '"', '\'', '\\' -> to.write(body.charAt(at));
      case 'u' -> {
        int end = body.indexOf('}', at);
        int codePoint = Integer.parseInt(body.substring(at + 2, end).replace("_", ""), 16);
        to.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        return end + 1;
      }
      default -> {
        to.write(Integer.parseInt(body.substring(at, at + 2), 16));
        return at + 2;
      }
    }
    return at + 1;
  }
}
