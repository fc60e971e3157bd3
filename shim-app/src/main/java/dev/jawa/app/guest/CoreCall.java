package dev.jawa.app.guest;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreValType;
import dev.jawa.wasi.ctx.ByteSink;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A call of an exported core function with numbers from the command line; the results are printed,
/// one in a line.
///
/// @param bits raw arguments
@SuppressWarnings("ArrayRecordComponent") // carries the arguments to the call, never compared
record CoreCall(String function, CoreFuncType type, long[] bits) {

  /// @param args the program's name, then the numbers; what a function without parameters gets is
  ///   left alone
  /// @throws GuestException if they do not fit the parameters
  static CoreCall of(String module, String function, CoreFuncType type, List<String> args) {
    List<CoreValType> params = type.params();
    List<String> numbers = args.isEmpty() ? List.of() : args.subList(1, args.size());
    if (!params.isEmpty() && numbers.size() != params.size()) {
      throw new GuestException(
          "%s: %s takes %d arguments %s, not %d"
              .formatted(module, function, params.size(), names(params), numbers.size()));
    }
    long[] bits = new long[params.size()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = parse(module + ": " + function, params.get(i), numbers.get(i));
    }
    return new CoreCall(function, type, bits);
  }

  private static List<String> names(List<CoreValType> types) {
    return types.stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static long parse(String where, CoreValType type, String text) {
    try {
      return switch (type) {
        case I32 -> integer(text, Integer.MIN_VALUE, 0xFFFF_FFFFL);
        case I64 -> text.startsWith("-") ? Long.decode(text) : unsigned(text);
        case F32 -> Float.floatToRawIntBits(Float.parseFloat(text)) & 0xFFFF_FFFFL;
        case F64 -> Double.doubleToRawLongBits(Double.parseDouble(text));
        case V128, FUNCREF, EXTERNREF, OTHER_REF ->
            throw new GuestException(where + " takes what cannot be written here: " + type);
      };
    } catch (NumberFormatException e) {
      throw new GuestException(
          where + ": '" + text + "' is no " + names(List.of(type)).getFirst(), e);
    }
  }

  private static long integer(String text, long min, long max) {
    long value = Long.decode(text);
    if (value < min || value > max) {
      throw new NumberFormatException(text);
    }
    return value;
  }

  private static long unsigned(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseUnsignedLong(text);
  }

  void run(CoreInstance instance, ByteSink out) {
    CoreFunc func = (CoreFunc) Objects.requireNonNull(instance.export(function));
    long[] results = func.call(bits);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < results.length; i++) {
      text.append(print(type.results().get(i), results[i])).append('\n');
    }
    Printing.print(out, text.toString());
  }

  private static String print(CoreValType type, long bits) {
    return switch (type) {
      case I32 -> Integer.toString((int) bits);
      case I64 -> Long.toString(bits);
      case F32 -> Printing.number(Float.toString(Float.intBitsToFloat((int) bits)));
      case F64 -> Printing.number(Double.toString(Double.longBitsToDouble(bits)));
      case V128 -> "<v128>";
      case FUNCREF, EXTERNREF, OTHER_REF -> "<" + names(List.of(type)).getFirst() + ">";
    };
  }
}
