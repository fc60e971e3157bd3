package dev.jawa.component.wave;

import dev.jawa.component.type.ValType;
import dev.jawa.component.value.NumberLists;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads values of known types.
final class WaveReader {

  private static final int MAX_DEPTH = 100;
  private static final Set<String> KEYWORDS =
      Set.of("true", "false", "inf", "nan", "some", "none", "ok", "err");

  private final List<Token> tokens;
  private int at;
  private int depth;

  /// @param tokens the last one is the end
  WaveReader(List<Token> tokens) {
    this.tokens = tokens;
  }

  static boolean isKeyword(String label) {
    return KEYWORDS.contains(label);
  }

  // Tokens

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = tokens.get(at);
    if (token.kind() == Token.Kind.END) {
      throw token.error("unexpected end of input");
    }
    at++;
    return token;
  }

  boolean skip(String text) {
    boolean found = peek().is(text);
    at += found ? 1 : 0;
    return found;
  }

  void expect(String text) {
    Token token = next();
    if (!token.is(text)) {
      throw token.error("unexpected token: expected '" + text + "', found '" + token.text() + "'");
    }
  }

  private Token next(Token.Kind kind, ValType type) {
    Token token = next();
    if (token.kind() != kind) {
      throw token.error(
          "invalid value: expected %s, found '%s'".formatted(words(type), token.text()));
    }
    return token;
  }

  private static String words(ValType type) {
    return type instanceof ValType.Primitive primitive
        ? primitive.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : type.getClass().getSimpleName().replace("Type", "").toLowerCase(Locale.ROOT);
  }

  // Values

  Object read(ValType type) {
    if (++depth > MAX_DEPTH) {
      throw peek().error("value nesting too deep");
    }
    Object value = value(type);
    depth--;
    return value;
  }

  private Object value(ValType type) {
    return switch (type) {
      case ValType.Primitive primitive -> primitive(primitive);
      case ValType.ListType(var element) -> NumberLists.pack(element, list(element));
      case ValType.FixedListType(var element, int length) -> {
        Token start = peek();
        List<Object> values = list(element);
        if (values.size() != length) {
          throw start.error("invalid value: expected %d elements".formatted(length));
        }
        yield values;
      }
      case ValType.MapType(var key, var mapped) ->
          list(new ValType.TupleType(List.of(key, mapped)));
      case ValType.TupleType(var types) -> tuple(types);
      case ValType.RecordType(var fields) -> record(fields);
      case ValType.VariantType(var cases) -> variant(cases);
      case ValType.EnumType(var labels) -> index(labels, next(Token.Kind.WORD, type));
      case ValType.FlagsType(var labels) -> flags(labels);
      case ValType.OptionType(var some) -> option(some);
      case ValType.ResultType(var ok, var err) -> result(ok, err);
      case ValType.OwnType _, ValType.BorrowType _, ValType.StreamType _, ValType.FutureType _ ->
          throw peek().error("invalid value: a value of this type cannot be written");
    };
  }

  private Object primitive(ValType.Primitive type) {
    return switch (type) {
      case BOOL -> {
        Token word = next(Token.Kind.WORD, type);
        if (!word.is("true") && !word.is("false")) {
          throw word.error("invalid value: expected bool");
        }
        yield word.is("true");
      }
      case S8 -> (int) integer(type, -0x80, 0x7f);
      case U8 -> (int) integer(type, 0, 0xff);
      case S16 -> (int) integer(type, -0x8000, 0x7fff);
      case U16 -> (int) integer(type, 0, 0xffff);
      case S32 -> (int) integer(type, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case U32 -> integer(type, 0, 0xffff_ffffL);
      case S64 -> integer(type, Long.MIN_VALUE, Long.MAX_VALUE);
      case U64 -> big(type, BigInteger.ZERO, BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
      case F32 -> number(type).floatValue();
      case F64 -> number(type);
      case CHAR -> Strings.unquote(next(Token.Kind.CHAR, type)).codePointAt(0);
      case STRING -> string();
      case ERROR_CONTEXT -> throw peek().error("invalid value: an error-context cannot be written");
    };
  }

  private long integer(ValType type, long min, long max) {
    return big(type, BigInteger.valueOf(min), BigInteger.valueOf(max));
  }

  private long big(ValType type, BigInteger min, BigInteger max) {
    Token token = next(Token.Kind.NUMBER, type);
    try {
      BigInteger value = new BigInteger(token.text());
      if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
        return value.longValue();
      }
    } catch (NumberFormatException e) {
      // Not a whole number: refused like one that does not fit.
    }
    throw token.error("invalid value: '%s' is no %s".formatted(token.text(), words(type)));
  }

  private Double number(ValType type) {
    if (skip("nan")) {
      return Double.NaN;
    }
    if (skip("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    String digits = next(Token.Kind.NUMBER, type).text();
    return digits.equals("-inf") ? Double.NEGATIVE_INFINITY : Double.valueOf(digits);
  }

  private String string() {
    return peek().kind() == Token.Kind.MULTILINE_STRING
        ? Strings.dedent(next())
        : Strings.unquote(next(Token.Kind.STRING, ValType.Primitive.STRING));
  }

  private List<Object> list(ValType element) {
    List<Object> values = new ArrayList<>();
    expect("[");
    while (!skip("]")) {
      values.add(read(element));
      if (!skip(",")) {
        expect("]");
        break;
      }
    }
    return values;
  }

  private Object[] tuple(List<ValType> types) {
    Object[] values = new Object[types.size()];
    expect("(");
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        expect(",");
      }
      values[i] = read(types.get(i));
    }
    skip(",");
    expect(")");
    return values;
  }

  private Object[] record(List<ValType.Field> fields) {
    Map<String, Object> given = new HashMap<>();
    Token start = peek();
    expect("{");
    if (skip(":")) {
      expect("}");
    } else {
      while (!skip("}")) {
        field(fields, given);
        if (!skip(",")) {
          expect("}");
          break;
        }
      }
    }
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = given.getOrDefault(fields.get(i).label(), absent(fields.get(i), start));
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Missing) {
        throw start.error("invalid value: missing field '" + fields.get(i).label() + "'");
      }
    }
    return values;
  }

  /// Stands for a field that must be written.
  private record Missing() {}

  private static Object absent(ValType.Field field, Token start) {
    return field.type() instanceof ValType.OptionType ? Optional.empty() : new Missing();
  }

  private void field(List<ValType.Field> fields, Map<String, Object> given) {
    Token label = next();
    String name = label(label);
    ValType type = null;
    for (ValType.Field field : fields) {
      type = field.label().equals(name) ? field.type() : type;
    }
    if (label.kind() != Token.Kind.WORD || type == null) {
      throw label.error("invalid value: no field '" + name + "'");
    }
    expect(":");
    if (given.put(name, read(type)) != null) {
      throw label.error("duplicate field: '" + name + "'");
    }
  }

  private static String label(Token token) {
    return token.text().startsWith("%") ? token.text().substring(1) : token.text();
  }

  private static int index(List<String> labels, Token token) {
    int index = labels.indexOf(label(token));
    if (index < 0) {
      throw token.error(
          "invalid value: '%s' is none of %s".formatted(label(token), String.join(", ", labels)));
    }
    return index;
  }

  private Variant variant(List<ValType.Case> cases) {
    Token word = next(Token.Kind.WORD, new ValType.VariantType(cases));
    int index = index(cases.stream().map(ValType.Case::label).toList(), word);
    return new Variant(index, payload(cases.get(index).type()));
  }

  private @Nullable Object payload(@Nullable ValType type) {
    if (type == null) {
      return null;
    }
    expect("(");
    Object value = read(type);
    expect(")");
    return value;
  }

  private int flags(List<String> labels) {
    int bits = 0;
    expect("{");
    while (!skip("}")) {
      Token word = next();
      int bit = 1 << index(labels, word);
      if ((bits & bit) != 0) {
        throw word.error("duplicate flag: '" + label(word) + "'");
      }
      bits |= bit;
      if (!skip(",")) {
        expect("}");
        break;
      }
    }
    return bits;
  }

  /// `some` may be left out.
  private Optional<Object> option(ValType some) {
    if (skip("none")) {
      return Optional.empty();
    }
    if (skip("some")) {
      expect("(");
      Object value = read(some);
      expect(")");
      return Optional.of(value);
    }
    return Optional.of(read(some));
  }

  /// `ok` may be left out.
  private Result result(@Nullable ValType ok, @Nullable ValType err) {
    if (skip("ok")) {
      return payload(ok) instanceof Object value ? Result.ok(value) : Result.OK;
    }
    if (skip("err")) {
      return payload(err) instanceof Object value ? Result.err(value) : Result.ERR;
    }
    if (ok == null) {
      throw peek().error("invalid value: expected ok or err");
    }
    return Result.ok(read(ok));
  }
}
