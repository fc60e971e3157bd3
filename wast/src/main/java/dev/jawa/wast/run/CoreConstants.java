package dev.jawa.wast.run;

import dev.jawa.engine.CoreValType;
import dev.jawa.wast.script.Const;
import dev.jawa.wast.script.Const.IntType;
import dev.jawa.wast.script.Const.Nullness;
import dev.jawa.wast.script.FloatPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Constants as raw bits of the core language, and back.
final class CoreConstants {

  /// How engines write a null reference.
  private static final long NULL = -1;

  private CoreConstants() {}

  static long[] bits(List<CoreValType> types, List<Const> constants) {
    if (types.size() != constants.size()) {
      throw new ScriptFailure(
          "the function takes %d arguments, not %d".formatted(types.size(), constants.size()));
    }
    long[] bits = new long[types.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = bits(types.get(i), constants.get(i));
    }
    return bits;
  }

  private static long bits(CoreValType type, Const constant) {
    return switch (constant) {
      case Const.Int(IntType given, long value) when type.name().equals(given.name()) -> value;
      case Const.F32(FloatPattern.Bits(long bits)) when type == CoreValType.F32 -> bits;
      case Const.F64(FloatPattern.Bits(long bits)) when type == CoreValType.F64 -> bits;
      case Const.Ref(Nullness nullness, var _, Long value) when isReference(type) ->
          nullness == Nullness.NULL || value == null ? NULL : value;
      default ->
          throw new ScriptFailure(
              constant + " cannot be passed as " + type.name().toLowerCase(Locale.ROOT));
    };
  }

  private static boolean isReference(CoreValType type) {
    return switch (type) {
      case FUNCREF, EXTERNREF, OTHER_REF -> true;
      case I32, I64, F32, F64, V128 -> false;
    };
  }

  static List<Const> of(List<CoreValType> types, long[] bits) {
    List<Const> constants = new ArrayList<>();
    for (int i = 0; i < bits.length; i++) {
      constants.add(of(types.get(i), bits[i]));
    }
    return constants;
  }

  private static Const of(CoreValType type, long bits) {
    return switch (type) {
      case I32 -> new Const.Int(IntType.I32, (int) bits);
      case I64 -> new Const.Int(IntType.I64, bits);
      case F32 -> new Const.F32(new FloatPattern.Bits(bits & 0xffff_ffffL));
      case F64 -> new Const.F64(new FloatPattern.Bits(bits));
      case V128 -> new Const.Opaque("v128");
      case FUNCREF -> reference("func", bits);
      case EXTERNREF -> reference("extern", bits);
      case OTHER_REF -> reference("any", bits);
    };
  }

  private static Const reference(String type, long bits) {
    return bits == NULL
        ? new Const.Ref(Nullness.NULL, type, null)
        : new Const.Ref(Nullness.NOT_NULL, type, bits);
  }
}
