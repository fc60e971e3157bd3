package dev.jawa.component.canon;

import dev.jawa.component.type.ValType;
import dev.jawa.engine.CoreValType;
import java.util.List;

/// The types that fit one flat value and need no context but for the check of a `char`.
enum ScalarCodec implements Codec {
  BOOL(1, CoreValType.I32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return (int) bits != 0;
    }

    @Override
    long bits(Object value) {
      return (Boolean) value ? 1 : 0;
    }
  },
  S8(1, CoreValType.I32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return (int) (byte) bits;
    }

    @Override
    long bits(Object value) {
      return low32(((Integer) value).byteValue());
    }
  },
  U8(1, CoreValType.I32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return (int) bits & 0xFF;
    }

    @Override
    long bits(Object value) {
      return (Integer) value & 0xFF;
    }
  },
  S16(2, CoreValType.I32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return (int) (short) bits;
    }

    @Override
    long bits(Object value) {
      return low32(((Integer) value).shortValue());
    }
  },
  U16(2, CoreValType.I32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return (int) bits & 0xFFFF;
    }

    @Override
    long bits(Object value) {
      return (Integer) value & 0xFFFF;
    }
  },
  S32(4, CoreValType.I32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return (int) bits;
    }

    @Override
    long bits(Object value) {
      return low32((Integer) value);
    }
  },
  U32(4, CoreValType.I32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return bits & 0xFFFF_FFFFL;
    }

    @Override
    long bits(Object value) {
      return (Long) value & 0xFFFF_FFFFL;
    }
  },
  /// Java tells the two by what is done with them only.
  S64_U64(8, CoreValType.I64) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return bits;
    }

    @Override
    long bits(Object value) {
      return (Long) value;
    }
  },
  F32(4, CoreValType.F32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return canonical(Float.intBitsToFloat((int) bits));
    }

    @Override
    long bits(Object value) {
      return low32(Float.floatToIntBits((Float) value));
    }
  },
  F64(8, CoreValType.F64) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      return canonical(Double.longBitsToDouble(bits));
    }

    @Override
    long bits(Object value) {
      return Double.doubleToLongBits((Double) value);
    }
  },
  CHAR(4, CoreValType.I32) {
    @Override
    Object value(LiftLowerContext cx, long bits) {
      int scalar = (int) bits;
      if (!isScalarValue(scalar)) {
        throw cx.peer().invalidChar(scalar);
      }
      return scalar;
    }

    @Override
    long bits(Object value) {
      int scalar = (Integer) value;
      if (!isScalarValue(scalar)) {
        throw new IllegalArgumentException(
            "the host gave 0x%x as a char, which is no Unicode scalar value".formatted(scalar));
      }
      return scalar;
    }
  };

  private final int size;
  private final List<CoreValType> flatTypes;

  ScalarCodec(int size, CoreValType flatType) {
    this.size = size;
    this.flatTypes = List.of(flatType);
  }

  /// The codec of a primitive type, which is neither `string` nor `error-context`.
  static ScalarCodec of(ValType.Primitive type) {
    return switch (type) {
      case S64, U64 -> S64_U64;
      case BOOL, S8, U8, S16, U16, S32, U32, F32, F64, CHAR, STRING, ERROR_CONTEXT ->
          valueOf(type.name());
    };
  }

  /// The value that the low bits stand for; what is above the size of the type is ignored.
  abstract Object value(LiftLowerContext cx, long bits);

  /// A flat value; its low bytes are the form in memory.
  abstract long bits(Object value);

  static float canonical(float value) {
    return Float.isNaN(value) ? Float.NaN : value;
  }

  static double canonical(double value) {
    return Double.isNaN(value) ? Double.NaN : value;
  }

  private static long low32(int value) {
    return value & 0xFFFF_FFFFL;
  }

  private static boolean isScalarValue(int value) {
    return Character.isValidCodePoint(value)
        && !(value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int alignment() {
    return size;
  }

  @Override
  public List<CoreValType> flatTypes() {
    return flatTypes;
  }

  @Override
  public Object load(LiftLowerContext cx, long address) {
    long bits =
        switch (size) {
          case 1 -> cx.memory().getByte(address) & 0xFF;
          case 2 -> cx.memory().getShort(address);
          case 4 -> cx.memory().getInt(address);
          default -> cx.memory().getLong(address);
        };
    return value(cx, bits);
  }

  @Override
  public void store(LiftLowerContext cx, Object value, long address) {
    long bits = bits(value);
    switch (size) {
      case 1 -> cx.memory().putByte(address, (byte) bits);
      case 2 -> cx.memory().putShort(address, (short) bits);
      case 4 -> cx.memory().putInt(address, (int) bits);
      default -> cx.memory().putLong(address, bits);
    }
  }

  @Override
  public Object lift(LiftLowerContext cx, long[] flat, int at) {
    return value(cx, flat[at]);
  }

  @Override
  public void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    flat[at] = bits(value);
  }
}
