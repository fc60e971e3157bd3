package dev.jawa.component.value;

import dev.jawa.component.type.ValType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/// Lists of numbers, which component values hold as arrays.
public final class NumberLists {

  private NumberLists() {}

  /// The list as a component value.
  public static Object pack(ValType element, List<Object> values) {
    if (!(element instanceof ValType.Primitive primitive)) {
      return values;
    }
    return switch (primitive) {
      case U8, S8 -> {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = ((Number) values.get(i)).byteValue();
        }
        yield bytes;
      }
      case U16, S16 -> {
        short[] shorts = new short[values.size()];
        for (int i = 0; i < shorts.length; i++) {
          shorts[i] = ((Number) values.get(i)).shortValue();
        }
        yield shorts;
      }
      case F32 -> {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (Float) values.get(i);
        }
        yield floats;
      }
      case U32, S32 -> values.stream().mapToInt(one -> ((Number) one).intValue()).toArray();
      case U64, S64 -> values.stream().mapToLong(one -> (Long) one).toArray();
      case F64 -> values.stream().mapToDouble(one -> (Double) one).toArray();
      case BOOL, CHAR, STRING, ERROR_CONTEXT -> values;
    };
  }

  /// The elements of a component value, unsigned ones as they are.
  public static List<?> unpack(ValType element, Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      elements.add(widen(element, Array.get(value, i)));
    }
    return elements;
  }

  private static Object widen(ValType element, Object number) {
    return switch (number) {
      case Byte b when element == ValType.Primitive.U8 -> Byte.toUnsignedInt(b);
      case Short s when element == ValType.Primitive.U16 -> Short.toUnsignedInt(s);
      case Integer i when element == ValType.Primitive.U32 -> Integer.toUnsignedLong(i);
      default -> number;
    };
  }
}
