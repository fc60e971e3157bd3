package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreValType;
import dev.jawa.engine.HostFunction;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.wasm.WasmArguments;
import org.graalvm.wasm.WasmConstant;
import org.graalvm.wasm.WasmLanguage;

/// Raw bits, which the SPI passes, as GraalWasm's boxes, and back. A reference is a number that
/// means something in this store only; `null` is -1. An externref is the host's number itself.
final class Values {

  private static final long NULL = -1;

  private final WasmLanguage language;
  private final List<Object> references = new ArrayList<>();
  private final Map<Object, Long> numbers = new IdentityHashMap<>();

  /// An externref as the host gave it.
  private record External(long bits) {}

  Values(WasmLanguage language) {
    this.language = language;
  }

  /// Arguments for a guest function; the first one is GraalWasm's.
  Object[] guestArguments(List<CoreValType> types, long[] raw) {
    Object[] arguments = WasmArguments.createEmpty(raw.length);
    for (int i = 0; i < raw.length; i++) {
      WasmArguments.setArgument(arguments, i, box(types.get(i), raw[i]));
    }
    return arguments;
  }

  /// The arguments that a guest passes to the host.
  long[] rawArguments(List<CoreValType> types, Object[] arguments) {
    long[] raw = new long[types.size()];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = unbox(WasmArguments.getArgument(arguments, i));
    }
    return raw;
  }

  /// The results that a guest function gave.
  long[] rawResults(List<CoreValType> types, Object result) {
    return switch (types.size()) {
      case 0 -> HostFunction.NONE;
      case 1 -> new long[] {unbox(result)};
      default -> manyResults(types);
    };
  }

  private long[] manyResults(List<CoreValType> types) {
    var stack = language.multiValueStack();
    long[] raw = new long[types.size()];
    for (int i = 0; i < raw.length; i++) {
      if (isReference(types.get(i))) {
        raw[i] = unbox(stack.objectStack()[i]);
        stack.objectStack()[i] = WasmConstant.NULL;
      } else {
        raw[i] = stack.primitiveStack()[i];
      }
    }
    return raw;
  }

  /// The results of a host function, for the guest.
  Object guestResults(List<CoreValType> types, long[] raw) {
    switch (raw.length) {
      case 0 -> {
        return WasmConstant.VOID;
      }
      case 1 -> {
        return box(types.getFirst(), raw[0]);
      }
      default -> {
        var stack = language.multiValueStack();
        stack.resize(raw.length);
        for (int i = 0; i < raw.length; i++) {
          if (isReference(types.get(i))) {
            stack.objectStack()[i] = box(types.get(i), raw[i]);
          } else {
            stack.primitiveStack()[i] = raw[i];
          }
        }
        return WasmConstant.MULTI_VALUE;
      }
    }
  }

  private static boolean isReference(CoreValType type) {
    return switch (type) {
      case I32, I64, F32, F64 -> false;
      case V128, FUNCREF, EXTERNREF, OTHER_REF -> true;
    };
  }

  Object box(CoreValType type, long bits) {
    return switch (type) {
      case I32 -> (int) bits;
      case I64 -> bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      case EXTERNREF -> bits == NULL ? WasmConstant.NULL : external(bits);
      case FUNCREF -> bits == NULL ? WasmConstant.NULL : references.get((int) bits);
      case V128, OTHER_REF ->
          throw new IllegalArgumentException("no " + type + " crosses the border of graalwasm");
    };
  }

  private static Object external(long bits) {
    return new External(bits);
  }

  long unbox(Object value) {
    return switch (value) {
      case Integer i32 -> i32;
      case Long i64 -> i64;
      case Float f32 -> Float.floatToRawIntBits(f32);
      case Double f64 -> Double.doubleToRawLongBits(f64);
      case External(long bits) -> bits;
      case WasmConstant _ -> NULL;
      default -> number(value);
    };
  }

  private long number(Object reference) {
    return numbers.computeIfAbsent(
        reference,
        added -> {
          references.add(added);
          return references.size() - 1L;
        });
  }
}
