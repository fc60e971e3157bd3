package dev.jawa.wast.run;

import dev.jawa.component.type.ValType;
import dev.jawa.component.value.NumberLists;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wast.script.Const;
import dev.jawa.wast.script.Const.IntType;
import dev.jawa.wast.script.FloatPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Constants as component values of a type, and back.
final class ComponentConstants {

  private ComponentConstants() {}

  /// @throws ScriptFailure if the constant is not of this type
  static Object value(ValType type, Const constant) {
    return switch (type) {
      case ValType.Primitive primitive -> primitive(primitive, constant);
      case ValType.ListType(var element) ->
          NumberLists.pack(element, values(element, elements(type, constant)));
      case ValType.FixedListType(var element, int length) -> {
        List<Object> values = values(element, elements(type, constant));
        if (values.size() != length) {
          throw mismatch(type, constant);
        }
        yield values;
      }
      case ValType.MapType(var key, var mapped) -> map(key, mapped, constant);
      case ValType.TupleType(var types) when constant instanceof Const.TupleOf(var parts) ->
          tuple(types, parts, constant);
      case ValType.RecordType(var fields) when constant instanceof Const.RecordOf(var parts) ->
          record(fields, parts, constant);
      case ValType.VariantType(var cases)
          when constant instanceof Const.VariantOf(var label, var payload) ->
          variant(cases, label, payload, constant);
      case ValType.EnumType(var labels) when constant instanceof Const.EnumOf(var label) ->
          indexOf(labels, label, constant);
      case ValType.FlagsType(var labels) when constant instanceof Const.FlagsOf(var set) -> {
        int bits = 0;
        for (String label : set) {
          bits |= 1 << indexOf(labels, label, constant);
        }
        yield bits;
      }
      case ValType.OptionType(var some) when constant instanceof Const.OptionOf(var payload) ->
          payload == null ? Optional.empty() : Optional.of(value(some, payload));
      case ValType.ResultType(var ok, var _) when constant instanceof Const.OkOf(var payload) ->
          payload(ok, payload, constant) instanceof Object given ? Result.ok(given) : Result.OK;
      case ValType.ResultType(var _, var err) when constant instanceof Const.ErrOf(var payload) ->
          payload(err, payload, constant) instanceof Object given ? Result.err(given) : Result.ERR;
      case ValType.TupleType _,
          ValType.RecordType _,
          ValType.VariantType _,
          ValType.EnumType _,
          ValType.FlagsType _,
          ValType.OptionType _,
          ValType.ResultType _,
          ValType.OwnType _,
          ValType.BorrowType _,
          ValType.StreamType _,
          ValType.FutureType _ ->
          throw mismatch(type, constant);
    };
  }

  private static ScriptFailure mismatch(Object type, Const constant) {
    return new ScriptFailure("%s is no %s".formatted(constant, type));
  }

  private static Object primitive(ValType.Primitive type, Const constant) {
    return switch (constant) {
      case Const.Bool(boolean value) when type == ValType.Primitive.BOOL -> value;
      case Const.Char(int value) when type == ValType.Primitive.CHAR -> value;
      case Const.Str(String value) when type == ValType.Primitive.STRING -> value;
      case Const.F32(FloatPattern.Bits(long bits)) when type == ValType.Primitive.F32 ->
          Float.intBitsToFloat((int) bits);
      case Const.F64(FloatPattern.Bits(long bits)) when type == ValType.Primitive.F64 ->
          Double.longBitsToDouble(bits);
      case Const.Int(IntType given, long value) when given.name().equals(type.name()) ->
          switch (given) {
            case U32, S64, U64, I64 -> (Object) value;
            case S8, U8, S16, U16, S32, I32 -> (Object) (int) value;
          };
      default -> throw mismatch(type, constant);
    };
  }

  private static List<Const> elements(ValType type, Const constant) {
    if (constant instanceof Const.ListOf(var elements)) {
      return elements;
    }
    throw mismatch(type, constant);
  }

  private static List<Object> values(ValType element, List<Const> constants) {
    List<Object> values = new ArrayList<>();
    constants.forEach(one -> values.add(value(element, one)));
    return values;
  }

  private static Object map(ValType key, ValType mapped, Const constant) {
    List<Object> entries = new ArrayList<>();
    switch (constant) {
      case Const.MapOf(var given) ->
          given.forEach(entry ->
              entries.add(new Object[] {value(key, entry.key()), value(mapped, entry.value())}));
      // Before there was a constant for maps, scripts wrote a list of pairs.
      case Const.ListOf(var pairs) ->
          pairs.forEach(
              pair -> entries.add(value(new ValType.TupleType(List.of(key, mapped)), pair)));
      default -> throw mismatch("map", constant);
    }
    return entries;
  }

  private static Object[] tuple(List<ValType> types, List<Const> parts, Const constant) {
    if (types.size() != parts.size()) {
      throw mismatch("tuple of " + types.size(), constant);
    }
    Object[] values = new Object[types.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(types.get(i), parts.get(i));
    }
    return values;
  }

  private static Object[] record(
      List<ValType.Field> fields, List<Const.Field> parts, Const constant) {
    if (!fields.stream()
        .map(ValType.Field::label)
        .toList()
        .equals(parts.stream().map(Const.Field::label).toList())) {
      throw mismatch("record with these fields", constant);
    }
    Object[] values = new Object[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(fields.get(i).type(), parts.get(i).value());
    }
    return values;
  }

  private static Variant variant(
      List<ValType.Case> cases, String label, @Nullable Const payload, Const constant) {
    int index = indexOf(cases.stream().map(ValType.Case::label).toList(), label, constant);
    return new Variant(index, payload(cases.get(index).type(), payload, constant));
  }

  private static @Nullable Object payload(
      @Nullable ValType type, @Nullable Const payload, Const constant) {
    if ((type == null) != (payload == null)) {
      throw mismatch("value of this type, its payload", constant);
    }
    return type == null || payload == null ? null : value(type, payload);
  }

  private static int indexOf(List<String> labels, String label, Const constant) {
    int index = labels.indexOf(label);
    if (index < 0) {
      throw mismatch("one of " + labels, constant);
    }
    return index;
  }

  // Back

  /// A value as the script would have written it.
  static Const of(ValType type, Object value) {
    return switch (type) {
      case ValType.Primitive primitive -> of(primitive, value);
      case ValType.ListType(var element) ->
          new Const.ListOf(all(element, NumberLists.unpack(element, value)));
      case ValType.FixedListType(var element, int _) -> new Const.ListOf(all(element, list(value)));
      case ValType.MapType(var key, var mapped) ->
          new Const.MapOf(
              list(value).stream()
                  .map(Object[].class::cast)
                  .map(entry -> new Const.Entry(of(key, entry[0]), of(mapped, entry[1])))
                  .toList());
      case ValType.TupleType(var types) -> {
        List<Const> parts = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
          parts.add(of(types.get(i), ((Object[]) value)[i]));
        }
        yield new Const.TupleOf(parts);
      }
      case ValType.RecordType(var fields) -> {
        List<Const.Field> parts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
          Const part = of(fields.get(i).type(), ((Object[]) value)[i]);
          parts.add(new Const.Field(fields.get(i).label(), part));
        }
        yield new Const.RecordOf(parts);
      }
      case ValType.VariantType(var cases) -> {
        Variant variant = (Variant) value;
        ValType.Case chosen = cases.get(variant.caseIndex());
        yield new Const.VariantOf(chosen.label(), ofPayload(chosen.type(), variant.payload()));
      }
      case ValType.EnumType(var labels) -> new Const.EnumOf(labels.get((Integer) value));
      case ValType.FlagsType(var labels) -> new Const.FlagsOf(set(labels, (Integer) value));
      case ValType.OptionType(var some) ->
          new Const.OptionOf(ofPayload(some, ((Optional<?>) value).orElse(null)));
      case ValType.ResultType(var ok, var err) ->
          switch ((Result) value) {
            case Result.Ok(var payload) -> new Const.OkOf(ofPayload(ok, payload));
            case Result.Err(var payload) -> new Const.ErrOf(ofPayload(err, payload));
          };
      case ValType.OwnType _, ValType.BorrowType _ -> new Const.Opaque("resource");
      case ValType.StreamType _ -> new Const.Opaque("stream");
      case ValType.FutureType _ -> new Const.Opaque("future");
    };
  }

  private static Const of(ValType.Primitive type, Object value) {
    return switch (type) {
      case BOOL -> new Const.Bool((Boolean) value);
      case CHAR -> new Const.Char((Integer) value);
      case STRING -> new Const.Str((String) value);
      case F32 ->
          new Const.F32(
              new FloatPattern.Bits(Float.floatToRawIntBits((Float) value) & 0xffff_ffffL));
      case F64 -> new Const.F64(new FloatPattern.Bits(Double.doubleToRawLongBits((Double) value)));
      case ERROR_CONTEXT -> new Const.Opaque("error-context");
      case S8, U8, S16, U16, S32, U32, S64, U64 ->
          new Const.Int(IntType.valueOf(type.name()), ((Number) value).longValue());
    };
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static List<Const> all(ValType element, List<?> values) {
    List<Const> constants = new ArrayList<>();
    values.forEach(one -> constants.add(of(element, one)));
    return constants;
  }

  private static @Nullable Const ofPayload(@Nullable ValType type, @Nullable Object payload) {
    return type == null || payload == null ? null : of(type, payload);
  }

  private static List<String> set(List<String> labels, int bits) {
    List<String> set = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      if ((bits >>> i & 1) != 0) {
        set.add(labels.get(i));
      }
    }
    return set;
  }
}
