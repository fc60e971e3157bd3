package dev.jawa.component.instantiate;

import dev.jawa.component.type.ValType;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The constants of test scripts as component values of a type.
final class ScriptValues {

  private ScriptValues() {}

  static Object of(ValType type, JsonNode constant) {
    JsonNode value = constant.get("value");
    return switch (type) {
      case ValType.Primitive primitive -> primitive(primitive, value.get(0).asString());
      case ValType.ListType(var element) -> list(element, value);
      case ValType.FixedListType(var element, _) -> elements(element, value);
      case ValType.MapType(var key, var mapped) ->
          elements(new ValType.TupleType(List.of(key, mapped)), value);
      case ValType.TupleType(var types) -> tuple(types, value);
      case ValType.RecordType(var fields) -> record(fields, value);
      case ValType.VariantType(var cases) -> variant(cases, value);
      case ValType.EnumType(var labels) -> labels.indexOf(text(value.get(0).asString()));
      case ValType.FlagsType(var labels) -> flags(labels, value);
      case ValType.OptionType(var some) ->
          kind(constant).equals("option.some")
              ? Optional.of(of(some, value.get(0)))
              : Optional.empty();
      case ValType.ResultType(var ok, var err) ->
          kind(constant).equals("result.ok")
              ? (ok == null ? Result.OK : Result.ok(of(ok, value.get(0))))
              : (err == null ? Result.ERR : Result.err(of(err, value.get(0))));
      case ValType.OwnType _, ValType.BorrowType _, ValType.StreamType _, ValType.FutureType _ ->
          throw new IllegalArgumentException("scripts have no constant of " + type);
    };
  }

  private static String kind(JsonNode constant) {
    return constant.get("type").asString();
  }

  private static Object primitive(ValType.Primitive type, String token) {
    return switch (type) {
      case BOOL -> Boolean.valueOf(token);
      case S8, U8, S16, U16, S32 -> (int) integer(token);
      case U32 -> integer(token) & 0xFFFF_FFFFL;
      case S64, U64 -> integer(token);
      case F32 -> Float.valueOf(token);
      case F64 -> Double.valueOf(token);
      case CHAR -> text(token).codePointAt(0);
      case STRING -> text(token);
      case ERROR_CONTEXT -> throw new IllegalArgumentException("no constant of " + type);
    };
  }

  private static long integer(String token) {
    String digits = token.replace("_", "");
    if (digits.startsWith("0x")) {
      return Long.parseUnsignedLong(digits.substring(2), 16);
    }
    return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
  }

  /// A quoted token without its quotes; the scripts at hand need no escapes but these.
  static String text(String token) {
    return token
        .substring(1, token.length() - 1)
        .replace("\\\"", "\"")
        .replace("\\n", "\n")
        .replace("\\\\", "\\");
  }

  private static Object list(ValType element, JsonNode value) {
    List<Object> values = elements(element, value);
    if (!(element instanceof ValType.Primitive primitive)) {
      return values;
    }
    return switch (primitive) {
      case U8, S8 -> {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = ((Integer) values.get(i)).byteValue();
        }
        yield bytes;
      }
      case U16, S16 -> {
        short[] shorts = new short[values.size()];
        for (int i = 0; i < shorts.length; i++) {
          shorts[i] = ((Integer) values.get(i)).shortValue();
        }
        yield shorts;
      }
      case U32, S32 -> values.stream().mapToInt(one -> ((Number) one).intValue()).toArray();
      case U64, S64 -> values.stream().mapToLong(one -> (Long) one).toArray();
      case F32 -> {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (Float) values.get(i);
        }
        yield floats;
      }
      case F64 -> values.stream().mapToDouble(one -> (Double) one).toArray();
      case BOOL, CHAR, STRING, ERROR_CONTEXT -> values;
    };
  }

  private static List<Object> elements(ValType element, JsonNode value) {
    List<Object> values = new ArrayList<>();
    value.forEach(one -> values.add(of(element, one)));
    return values;
  }

  private static Object[] tuple(List<ValType> types, JsonNode value) {
    Object[] values = new Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = of(types.get(i), value.get(i));
    }
    return values;
  }

  /// A field is a label followed by the parts of a constant.
  private static Object[] record(List<ValType.Field> fields, JsonNode value) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode field = value.get(i).get("value");
      ObjectNode constant = JsonMapper.shared().createObjectNode();
      constant.set("type", field.get(1));
      ArrayNode parts = constant.putArray("value");
      field.valueStream().skip(2).forEach(parts::add);
      values[i] = of(fields.get(i).type(), constant);
    }
    return values;
  }

  private static Variant variant(List<ValType.Case> cases, JsonNode value) {
    String label = text(value.get(0).asString());
    for (int i = 0; i < cases.size(); i++) {
      ValType.Case one = cases.get(i);
      if (one.label().equals(label)) {
        ValType payload = one.type();
        return payload == null ? Variant.of(i) : new Variant(i, of(payload, value.get(1)));
      }
    }
    throw new IllegalArgumentException("no case is called " + label);
  }

  private static int flags(List<String> labels, JsonNode value) {
    int bits = 0;
    for (JsonNode label : value) {
      bits |= 1 << labels.indexOf(text(label.asString()));
    }
    return bits;
  }
}
