package dev.jawa.component.canon;

import dev.jawa.component.type.ValType;
import dev.jawa.engine.CoreValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which core values a component value becomes. Lists stop a little above what can be passed, so that a long
/// fixed-length list costs nothing. Spec: `CanonicalABI.md`, flattening.
final class Flattening {

  static final int MAX_FLAT_PARAMS = 16;
  static final int MAX_FLAT_RESULTS = 1;

  /// Any number from here on means: too many.
  static final int MANY = MAX_FLAT_PARAMS + 1;

  private Flattening() {}

  /// The core types of all these values, at most about [#MANY] of them.
  static List<CoreValType> flatten(List<ValType> types) {
    List<CoreValType> flat = new ArrayList<>();
    for (ValType type : types) {
      flatten(type, flat);
    }
    return flat;
  }

  private static List<CoreValType> flatten(ValType type) {
    return flatten(List.of(type));
  }

  private static void flatten(ValType type, List<CoreValType> flat) {
    if (flat.size() >= MANY) {
      return;
    }
    switch (type) {
      case ValType.Primitive primitive -> flattenPrimitive(primitive, flat);
      case ValType.RecordType(var fields) -> fields.forEach(field -> flatten(field.type(), flat));
      case ValType.TupleType(var elements) -> elements.forEach(element -> flatten(element, flat));
      case ValType.VariantType(var cases) ->
          flattenCases(cases.stream().map(ValType.Case::type).toList(), flat);
      case ValType.OptionType(var some) -> flattenCases(List.of(some), flat);
      case ValType.ResultType(var ok, var err) -> {
        List<@Nullable ValType> cases = new ArrayList<>();
        cases.add(ok);
        cases.add(err);
        flattenCases(cases, flat);
      }
      case ValType.ListType _, ValType.MapType _ -> {
        flat.add(CoreValType.I32);
        flat.add(CoreValType.I32);
      }
      case ValType.FixedListType(var element, int length) ->
          flattenFixedList(element, length, flat);
      case ValType.FlagsType _,
          ValType.EnumType _,
          ValType.OwnType _,
          ValType.BorrowType _,
          ValType.StreamType _,
          ValType.FutureType _ ->
          flat.add(CoreValType.I32);
    }
  }

  private static void flattenPrimitive(ValType.Primitive type, List<CoreValType> flat) {
    switch (type) {
      case BOOL, S8, U8, S16, U16, S32, U32, CHAR, ERROR_CONTEXT -> flat.add(CoreValType.I32);
      case S64, U64 -> flat.add(CoreValType.I64);
      case F32 -> flat.add(CoreValType.F32);
      case F64 -> flat.add(CoreValType.F64);
      case STRING -> {
        flat.add(CoreValType.I32);
        flat.add(CoreValType.I32);
      }
    }
  }

  private static void flattenFixedList(ValType element, int length, List<CoreValType> flat) {
    List<CoreValType> one = flatten(element);
    for (int i = 0; i < length && flat.size() < MANY; i++) {
      flat.addAll(one);
    }
  }

  private static void flattenCases(List<? extends @Nullable ValType> cases, List<CoreValType> flat) {
    flat.add(CoreValType.I32);
    List<CoreValType> joined = new ArrayList<>();
    for (ValType type : cases) {
      if (type == null) {
        continue;
      }
      List<CoreValType> payload = flatten(type);
      for (int i = 0; i < payload.size(); i++) {
        if (i < joined.size()) {
          joined.set(i, join(joined.get(i), payload.get(i)));
        } else {
          joined.add(payload.get(i));
        }
      }
    }
    flat.addAll(joined);
  }

  private static CoreValType join(CoreValType a, CoreValType b) {
    if (a == b) {
      return a;
    }
    return is32(a) && is32(b) ? CoreValType.I32 : CoreValType.I64;
  }

  private static boolean is32(CoreValType type) {
    return type == CoreValType.I32 || type == CoreValType.F32;
  }
}
