package dev.jawa.component.validate;

import dev.jawa.component.type.CoreValueType.Simple;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The core types that a value is passed as when it is passed flat, as far as validation needs it:
/// up to the most that any call passes flat. Spec: `CanonicalABI.md`, flattening.
final class Flattening {

  /// No call passes more values flat.
  static final int MAX_FLAT_PARAMS = 16;

  private final Simple pointer;
  private final Map<ValType, List<Simple>> known = new IdentityHashMap<>();

  /// @param pointer how the memory in question is addressed
  Flattening(Simple pointer) {
    this.pointer = pointer;
  }

  /// The flat types of a sequence of values; `null` if there are more than [#MAX_FLAT_PARAMS].
  @Nullable List<Simple> flatten(Stream<ValType> types) {
    List<Simple> flat = new ArrayList<>();
    for (ValType type : (Iterable<ValType>) types::iterator) {
      flat.addAll(flatten(type));
      if (flat.size() > MAX_FLAT_PARAMS) {
        return null;
      }
    }
    return flat;
  }

  /// The flat types of a value, cut off one behind the maximum.
  private List<Simple> flatten(ValType type) {
    if (type instanceof Primitive primitive) {
      return primitive(primitive);
    }
    List<Simple> flat = known.get(type);
    if (flat == null) {
      List<Simple> computed = compute(type);
      flat = List.copyOf(computed.subList(0, Math.min(computed.size(), MAX_FLAT_PARAMS + 1)));
      known.put(type, flat);
    }
    return flat;
  }

  private List<Simple> primitive(Primitive type) {
    return switch (type) {
      case BOOL, S8, U8, S16, U16, S32, U32, CHAR, ERROR_CONTEXT -> List.of(Simple.I32);
      case S64, U64 -> List.of(Simple.I64);
      case F32 -> List.of(Simple.F32);
      case F64 -> List.of(Simple.F64);
      case STRING -> List.of(pointer, pointer);
    };
  }

  private List<Simple> compute(ValType type) {
    return switch (type) {
      case Primitive primitive -> primitive(primitive);
      case ValType.RecordType(var fields) -> sequence(fields.stream().map(ValType.Field::type));
      case ValType.TupleType(var elements) -> sequence(elements.stream());
      case ValType.FixedListType(var element, int length) ->
          sequence(Collections.nCopies(Math.min(length, MAX_FLAT_PARAMS + 1), element).stream());
      case ValType.VariantType(var cases) -> variant(ValTypes.payloads(cases));
      case ValType.OptionType(var some) -> variant(ValTypes.payloads(null, some));
      case ValType.ResultType(var ok, var err) -> variant(ValTypes.payloads(ok, err));
      case ValType.ListType _, ValType.MapType _ -> List.of(pointer, pointer);
      case ValType.EnumType _, ValType.FlagsType _ -> List.of(Simple.I32);
      case ValType.OwnType _, ValType.BorrowType _ -> List.of(Simple.I32);
      case ValType.StreamType _, ValType.FutureType _ -> List.of(Simple.I32);
    };
  }

  private List<Simple> sequence(Stream<ValType> types) {
    List<Simple> flat = new ArrayList<>();
    for (ValType type : (Iterable<ValType>) types::iterator) {
      if (flat.size() > MAX_FLAT_PARAMS) {
        break;
      }
      flat.addAll(flatten(type));
    }
    return flat;
  }

  private List<Simple> variant(List<@Nullable ValType> cases) {
    List<Simple> flat = new ArrayList<>();
    flat.add(Simple.I32);
    for (ValType payload : cases) {
      if (payload != null) {
        join(flat, flatten(payload));
      }
    }
    return flat;
  }

  private static void join(List<Simple> flat, List<Simple> payload) {
    for (int i = 0; i < payload.size(); i++) {
      if (i + 1 < flat.size()) {
        flat.set(i + 1, join(flat.get(i + 1), payload.get(i)));
      } else {
        flat.add(payload.get(i));
      }
    }
  }

  private static Simple join(Simple a, Simple b) {
    if (a == b) {
      return a;
    }
    boolean bothNarrow = a != Simple.I64 && a != Simple.F64 && b != Simple.I64 && b != Simple.F64;
    return bothNarrow ? Simple.I32 : Simple.I64;
  }
}
