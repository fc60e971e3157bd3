package dev.jawa.wast.read;

import dev.jawa.wast.script.Const;
import dev.jawa.wast.script.Const.IntType;
import dev.jawa.wast.script.Const.Nullness;
import dev.jawa.wast.script.FloatPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Constants in JSON: of `wasm-tools json-from-wast`, where floats are their bits, or of
/// `wast2json.py`, which keeps the tokens of the text.
final class JsonConstants {

  private JsonConstants() {}

  static List<Const> all(JsonNode nodes) {
    return stream(nodes).map(JsonConstants::of).toList();
  }

  static Const of(JsonNode node) {
    String type = node.get("type").asString();
    return type.contains(".") || type.equals("either") && node.has("value")
        ? Constants.of(type, tokens(node.get("value")), 0)
        : typed(type, node.path("value"), node);
  }

  // As wast2json.py keeps them

  private static List<Sexp> tokens(JsonNode nodes) {
    List<Sexp> tokens = new ArrayList<>();
    for (JsonNode node : nodes) {
      tokens.add(node.isObject() ? group(node) : token(node.asString()));
    }
    return tokens;
  }

  private static Sexp group(JsonNode node) {
    List<Sexp> items = new ArrayList<>();
    items.add(token(node.get("type").asString()));
    items.addAll(tokens(node.get("value")));
    return new Sexp.Group(items, 0, 0, 0);
  }

  private static Sexp token(String text) {
    return text.startsWith("\"")
        ? SexpParser.parse("a constant", text).getFirst()
        : new Sexp.Atom(text, 0);
  }

  // As wasm-tools writes them

  private static Const typed(String type, JsonNode value, JsonNode node) {
    return switch (type) {
      case "f32" -> new Const.F32(pattern(value.asString()));
      case "f64" -> new Const.F64(pattern(value.asString()));
      case "v128" -> new Const.V128(vector(node));
      case "either" -> new Const.Either(all(node.get("values")));
      case "bool" -> new Const.Bool(value.asBoolean());
      case "char" -> new Const.Char(value.asString().codePointAt(0));
      case "string" -> new Const.Str(value.asString());
      case "list" -> new Const.ListOf(all(value));
      case "map" ->
          new Const.MapOf(
              stream(value)
                  .map(entry -> new Const.Entry(of(entry.get(0)), of(entry.get(1))))
                  .toList());
      case "record" ->
          new Const.RecordOf(
              stream(value)
                  .map(field -> new Const.Field(field.get(0).asString(), of(field.get(1))))
                  .toList());
      case "tuple" -> new Const.TupleOf(all(value));
      case "variant" ->
          new Const.VariantOf(value.get("case").asString(), payload(value.path("payload")));
      case "enum" -> new Const.EnumOf(value.asString());
      case "option" -> new Const.OptionOf(payload(value));
      case "result" ->
          value.has("Ok")
              ? new Const.OkOf(payload(value.get("Ok")))
              : new Const.ErrOf(payload(value.get("Err")));
      case "flags" -> new Const.FlagsOf(stream(value).map(JsonNode::asString).toList());
      default -> type.contains("ref") ? reference(type, value) : integer(type, value.asString());
    };
  }

  private static Const integer(String type, String digits) {
    IntType known = IntType.valueOf(type.toUpperCase(Locale.ROOT));
    return new Const.Int(known, Constants.narrow(known, Numbers.integer(digits)));
  }

  /// `funcref` with `null`, an index, or nothing; `refnull` and `nullfuncref`.
  private static Const reference(String type, JsonNode value) {
    if (type.equals("refnull")) {
      return new Const.Ref(Nullness.NULL, "", null);
    }
    if (type.startsWith("null")) {
      return new Const.Ref(Nullness.NULL, type.substring(4).replace("ref", ""), null);
    }
    String heap = type.replace("ref", "");
    if (value.isMissingNode() || value.isObject()) {
      return new Const.Ref(Nullness.NOT_NULL, heap, null);
    }
    return value.asString().equals("null")
        ? new Const.Ref(Nullness.NULL, heap, null)
        : new Const.Ref(Nullness.NOT_NULL, heap, Numbers.integer(value.asString()));
  }

  private static FloatPattern pattern(String text) {
    return switch (text) {
      case "nan:canonical" -> FloatPattern.Nan.CANONICAL;
      case "nan:arithmetic" -> FloatPattern.Nan.ARITHMETIC;
      default -> new FloatPattern.Bits(Numbers.integer(text));
    };
  }

  private static String vector(JsonNode node) {
    return node.get("lane_type").asString()
        + stream(node.get("value"))
            .map(lane -> " " + lane.asString())
            .collect(Collectors.joining());
  }

  private static @Nullable Const payload(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? null : of(node);
  }

  private static Stream<JsonNode> stream(JsonNode nodes) {
    return StreamSupport.stream(nodes.spliterator(), false);
  }
}
