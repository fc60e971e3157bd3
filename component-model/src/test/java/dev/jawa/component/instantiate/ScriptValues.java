package dev.jawa.component.instantiate;

import dev.jawa.component.type.ValType;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.testkit.WastValue;
import dev.jawa.testkit.WastValue.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The constants of test scripts as component values of a type.
final class ScriptValues {

  private ScriptValues() {}

  static Object of(ValType type, WastValue constant) {
    return switch (type) {
      case ValType.Primitive primitive -> primitive(primitive, constant);
      case ValType.ListType(var element) -> list(element, constant.nested());
      case ValType.FixedListType(var element, _) -> elements(element, constant.nested());
      case ValType.MapType(var key, var mapped) ->
          elements(new ValType.TupleType(List.of(key, mapped)), constant.nested());
      case ValType.TupleType(var types) -> tuple(types, constant.nested());
      case ValType.RecordType(var fields) -> record(fields, constant.nested());
      case ValType.VariantType(var cases) -> variant(cases, constant);
      case ValType.EnumType(var labels) -> labels.indexOf(constant.string(0));
      case ValType.FlagsType(var labels) -> flags(labels, constant);
      case ValType.OptionType(var some) ->
          constant.type().equals("option.some")
              ? Optional.of(of(some, constant.nested().getFirst()))
              : Optional.empty();
      case ValType.ResultType(var ok, var err) ->
          constant.type().equals("result.ok")
              ? (ok == null ? Result.OK : Result.ok(of(ok, constant.nested().getFirst())))
              : (err == null ? Result.ERR : Result.err(of(err, constant.nested().getFirst())));
      case ValType.OwnType _, ValType.BorrowType _, ValType.StreamType _, ValType.FutureType _ ->
          throw new IllegalArgumentException("scripts have no constant of " + type);
    };
  }

  private static Object primitive(ValType.Primitive type, WastValue constant) {
    return switch (type) {
      case BOOL -> Boolean.valueOf(constant.atom(0));
      case S8, U8, S16, U16, S32 -> (int) integer(constant.atom(0));
      case U32 -> integer(constant.atom(0)) & 0xFFFF_FFFFL;
      case S64, U64 -> integer(constant.atom(0));
      case F32 -> Float.valueOf(constant.atom(0));
      case F64 -> Double.valueOf(constant.atom(0));
      case CHAR -> constant.string(0).codePointAt(0);
      case STRING -> constant.string(0);
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

  private static Object list(ValType element, List<WastValue> constants) {
    List<Object> values = elements(element, constants);
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

  private static List<Object> elements(ValType element, List<WastValue> constants) {
    List<Object> values = new ArrayList<>();
    constants.forEach(one -> values.add(of(element, one)));
    return values;
  }

  private static Object[] tuple(List<ValType> types, List<WastValue> constants) {
    Object[] values = new Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = of(types.get(i), constants.get(i));
    }
    return values;
  }

  /// A field is a label followed by the parts of a constant.
  private static Object[] record(List<ValType.Field> fields, List<WastValue> constants) {
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      WastValue field = constants.get(i);
      List<Part> parts = field.parts().subList(2, field.parts().size());
      values[i] = of(fields.get(i).type(), new WastValue(field.atom(1), parts));
    }
    return values;
  }

  private static Variant variant(List<ValType.Case> cases, WastValue constant) {
    String label = constant.string(0);
    for (int i = 0; i < cases.size(); i++) {
      ValType.Case one = cases.get(i);
      if (one.label().equals(label)) {
        ValType payload = one.type();
        return payload == null
            ? Variant.of(i)
            : new Variant(i, of(payload, constant.nested().getFirst()));
      }
    }
    throw new IllegalArgumentException("no case is called " + label);
  }

  private static int flags(List<String> labels, WastValue constant) {
    int bits = 0;
    for (int i = 0; i < constant.parts().size(); i++) {
      bits |= 1 << labels.indexOf(constant.string(i));
    }
    return bits;
  }
}
