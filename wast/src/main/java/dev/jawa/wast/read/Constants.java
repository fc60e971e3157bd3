package dev.jawa.wast.read;

import dev.jawa.wast.script.Const;
import dev.jawa.wast.script.Const.IntType;
import dev.jawa.wast.script.Const.Nullness;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Constants as the text writes them: `(u32.const 7)`.
final class Constants {

  private Constants() {}

  static List<Const> all(List<Sexp> items) {
    return items.stream().map(Constants::of).toList();
  }

  /// @throws ScriptException if this is no constant
  static Const of(Sexp item) {
    if (item instanceof Sexp.Group group && !group.head().isEmpty()) {
      return of(group.head(), group.items().subList(1, group.items().size()), group.line());
    }
    throw new ScriptException("line " + item.line() + ": this is no constant");
  }

  /// @param head as in `u32.const`
  /// @param rest what stands behind it
  static Const of(String head, List<Sexp> rest, int line) {
    try {
      return parse(head, rest);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new ScriptException("line " + line + ": a wrong constant " + head, e);
    }
  }

  private static Const parse(String head, List<Sexp> rest) {
    return switch (head) {
      case "f32.const" -> new Const.F32(Numbers.f32(atom(rest, 0)));
      case "f64.const" -> new Const.F64(Numbers.f64(atom(rest, 0)));
      case "v128.const" ->
          new Const.V128(rest.stream().map(Constants::token).collect(Collectors.joining(" ")));
      case "either" -> new Const.Either(all(rest));
      case "bool.const" -> new Const.Bool(atom(rest, 0).equals("true"));
      case "char.const" -> new Const.Char(string(rest, 0).codePointAt(0));
      case "str.const" -> new Const.Str(string(rest, 0));
      case "list.const" -> new Const.ListOf(all(rest));
      case "map.const" -> new Const.MapOf(rest.stream().map(Constants::entry).toList());
      case "record.const" -> new Const.RecordOf(rest.stream().map(Constants::field).toList());
      case "tuple.const" -> new Const.TupleOf(all(rest));
      case "variant.const" -> new Const.VariantOf(string(rest, 0), payload(rest, 1));
      case "enum.const" -> new Const.EnumOf(string(rest, 0));
      case "option.none" -> new Const.OptionOf(null);
      case "option.some" -> new Const.OptionOf(of(rest.getFirst()));
      case "result.ok" -> new Const.OkOf(payload(rest, 0));
      case "result.err" -> new Const.ErrOf(payload(rest, 0));
      case "flags.const" ->
          new Const.FlagsOf(rest.stream().map(label -> string(List.of(label), 0)).toList());
      default -> head.startsWith("ref.") ? reference(head, rest) : integer(head, atom(rest, 0));
    };
  }

  private static Const integer(String head, String digits) {
    for (IntType type : IntType.values()) {
      if (head.equals(type.name().toLowerCase(Locale.ROOT) + ".const")) {
        return new Const.Int(type, narrow(type, Numbers.integer(digits)));
      }
    }
    throw new NumberFormatException(head);
  }

  /// Scripts write `i32.const 0xffffffff` for -1.
  static long narrow(IntType type, long value) {
    return switch (type) {
      case I32, S32 -> (int) value;
      case S8 -> (byte) value;
      case S16 -> (short) value;
      case U8 -> value & 0xff;
      case U16 -> value & 0xffff;
      case U32 -> value & 0xffff_ffffL;
      case I64, S64, U64 -> value;
    };
  }

  private static Const reference(String head, List<Sexp> rest) {
    String type = head.substring("ref.".length());
    if (type.equals("null")) {
      return new Const.Ref(Nullness.NULL, rest.isEmpty() ? "" : atom(rest, 0), null);
    }
    Long value = null;
    if (!rest.isEmpty() && !atom(rest, 0).startsWith("$")) {
      value = Numbers.integer(atom(rest, 0));
    }
    return new Const.Ref(Nullness.NOT_NULL, type, value);
  }

  private static @Nullable Const payload(List<Sexp> rest, int at) {
    return rest.size() > at ? of(rest.get(at)) : null;
  }

  private static Const.Entry entry(Sexp item) {
    List<Sexp> parts = ((Sexp.Group) item).items();
    return new Const.Entry(of(parts.get(1)), of(parts.get(2)));
  }

  /// A field holds its constant without parentheses: `(field "a" u32.const 1)`.
  private static Const.Field field(Sexp item) {
    List<Sexp> parts = ((Sexp.Group) item).items();
    String label = string(parts, 1);
    Const value =
        parts.get(2) instanceof Sexp.Atom(String head, int line)
            ? of(head, parts.subList(3, parts.size()), line)
            : of(parts.get(2));
    return new Const.Field(label, value);
  }

  private static String token(Sexp item) {
    return item instanceof Sexp.Atom(String text, int _) ? text : "";
  }

  private static String atom(List<Sexp> items, int at) {
    if (items.get(at) instanceof Sexp.Atom(String text, int _)) {
      return text;
    }
    throw new NumberFormatException("no token");
  }

  private static String string(List<Sexp> items, int at) {
    if (items.get(at) instanceof Sexp.Str string) {
      return string.text();
    }
    throw new NumberFormatException("no string");
  }
}
