package dev.jawa.app.duel;

import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.ExternType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/// What a module exports, as text that two engines have to agree on.
final class Exports {

  private static final int CHUNK = 1 << 16;

  private Exports() {}

  /// Whether a function can be called with numbers alone.
  static boolean isCallable(ExternType type) {
    return type instanceof ExternType.Func(var func)
        && func.params().stream().allMatch(p -> isNumber(p) || p == CoreValType.EXTERNREF)
        && func.results().stream().noneMatch(CoreValType.V128::equals);
  }

  static boolean isNumber(CoreValType type) {
    return switch (type) {
      case I32, I64, F32, F64 -> true;
      case V128, FUNCREF, EXTERNREF, OTHER_REF -> false;
    };
  }

  /// Values as text. All NaNs are one: the specification leaves their bits open. Of a reference
  /// only counts whether it is null.
  static String text(List<CoreValType> types, long[] values) {
    StringJoiner text = new StringJoiner(" ");
    for (int i = 0; i < values.length; i++) {
      text.add(text(types.get(i), values[i]));
    }
    return text.toString();
  }

  private static String text(CoreValType type, long value) {
    return switch (type) {
      case I32 -> Integer.toString((int) value);
      case I64 -> Long.toString(value);
      case F32 -> Float.toString(Float.intBitsToFloat((int) value));
      case F64 -> Double.toString(Double.longBitsToDouble(value));
      case V128, FUNCREF, EXTERNREF, OTHER_REF -> value == -1 ? "null" : "a reference";
    };
  }

  /// The size of a memory and the SHA-256 of what is in it.
  static String digest(CoreMemory memory) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[CHUNK];
      for (long at = 0; at < memory.byteSize(); at += CHUNK) {
        memory.read(at, chunk, 0, CHUNK);
        digest.update(chunk);
      }
      return memory.byteSize() + " bytes, " + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
