package dev.jawa.wast.read;

import dev.jawa.wast.script.FloatPattern;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Numbers of the text format. Spec: core, "Text Format / Values".
final class Numbers {

  private static final int F32_FRACTION = 23;
  private static final int F64_FRACTION = 52;

  private Numbers() {}

  /// The value of an integer, modulo 2^64.
  ///
  /// @throws NumberFormatException if it is none
  static long integer(String token) {
    String digits = token.replace("_", "");
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    BigInteger value =
        digits.startsWith("0x") ? new BigInteger(digits.substring(2), 16) : new BigInteger(digits);
    if (value.bitLength() > Long.SIZE) {
      throw new NumberFormatException(token + " does not fit into 64 bits");
    }
    return negative ? value.negate().longValue() : value.longValue();
  }

  static FloatPattern f32(String token) {
    FloatPattern nan = nan(token, F32_FRACTION, 0xffL << F32_FRACTION, 1L << 31);
    return nan != null
        ? nan
        : new FloatPattern.Bits(
            Float.floatToRawIntBits(Float.parseFloat(java(token))) & 0xffff_ffffL);
  }

  static FloatPattern f64(String token) {
    FloatPattern nan = nan(token, F64_FRACTION, 0x7ffL << F64_FRACTION, 1L << 63);
    return nan != null
        ? nan
        : new FloatPattern.Bits(Double.doubleToRawLongBits(Double.parseDouble(java(token))));
  }

  private static @Nullable FloatPattern nan(
      String token, int fraction, long exponent, long signBit) {
    boolean negative = token.startsWith("-");
    String body = negative || token.startsWith("+") ? token.substring(1) : token;
    if (!body.startsWith("nan")) {
      return null;
    }
    long sign = negative ? signBit : 0;
    return switch (body) {
      case "nan" -> new FloatPattern.Bits(sign | exponent | 1L << (fraction - 1));
      case "nan:canonical" -> FloatPattern.Nan.CANONICAL;
      case "nan:arithmetic" -> FloatPattern.Nan.ARITHMETIC;
      default -> new FloatPattern.Bits(sign | exponent | integer(body.substring("nan:".length())));
    };
  }

  /// As Java writes it: hexadecimal numbers with an exponent, infinity in full.
  private static String java(String token) {
    String digits = token.replace("_", "");
    if (digits.endsWith("inf")) {
      return digits.replace("inf", "Infinity");
    }
    boolean hex = digits.contains("0x");
    return hex && !digits.contains("p") && !digits.contains("P") ? digits + "p0" : digits;
  }
}
