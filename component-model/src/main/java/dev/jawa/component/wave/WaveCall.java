package dev.jawa.component.wave;

import dev.jawa.component.type.FuncType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A call of a function as a user types it: `name(1, "two")`, where the name of a function inside
/// an interface may stand alone or in full, as in `wasi:clocks/wall-clock.now@0.2.0`.
///
/// @param interfaceName of the interface with its version, empty if only the function is named
/// @param function the function
/// @param text all of it
/// @param params where the arguments begin in the text, -1 without parentheses
public record WaveCall(Optional<String> interfaceName, String function, String text, int params) {

  private static final String LABEL =
      "(?:[a-z][a-z0-9]*|[A-Z][A-Z0-9]*)(?:-(?:[a-z0-9]+|[A-Z0-9]+))*";
  private static final Pattern NAME =
      Pattern.compile(
          "\\s*(?:((?:%1$s:%1$s/)?%1$s)[.#])?(%1$s)(@[0-9A-Za-z.+-]+)?\\s*".formatted(LABEL));

  /// Reads the name; the arguments wait for their types.
  ///
  /// @throws WaveException if there is no name, or something else behind it than arguments
  public static WaveCall parse(String text) {
    Matcher name = NAME.matcher(text);
    if (!name.lookingAt()) {
      throw new WaveException("invalid token", 0, Math.min(1, text.length()));
    }
    int end = name.end();
    if (end < text.length() && text.charAt(end) != '(') {
      throw new WaveException("unexpected token", end, end + 1);
    }
    String version = name.group(3) == null ? "" : name.group(3);
    return new WaveCall(
        Optional.ofNullable(name.group(1)).map(plain -> plain + version),
        name.group(2),
        text,
        end < text.length() ? end : -1);
  }

  /// The arguments for a function of this type.
  ///
  /// @throws WaveException if they do not fit
  public Object[] arguments(FuncType type) {
    List<FuncType.Param> wanted = type.params();
    Object[] values = new Object[wanted.size()];
    if (params < 0 && wanted.isEmpty()) {
      return values;
    }
    WaveReader reader = new WaveReader(Lexer.tokens(text, Math.max(params, 0)));
    if (params < 0) {
      throw reader.peek().error("no params provided, but %d required".formatted(values.length));
    }
    reader.expect("(");
    for (int i = 0; i < values.length; i++) {
      if (reader.peek().is(")")) {
        throw reader
            .peek()
            .error("invalid params: expected %d, found %d".formatted(values.length, i));
      }
      values[i] = reader.read(wanted.get(i).type());
      if (i < values.length - 1 && !reader.peek().is(")")) {
        reader.expect(",");
      }
    }
    reader.skip(",");
    if (!reader.peek().is(")")) {
      throw reader.peek().error("invalid params: expected %d, found more".formatted(values.length));
    }
    reader.next();
    if (reader.peek().kind() != Token.Kind.END) {
      throw reader.peek().error("trailing characters after value");
    }
    return values;
  }
}
