package dev.jawa.wast.script;

/// A floating-point number, or one of two sets of NaNs.
public sealed interface FloatPattern {

  /// @param bits as IEEE 754 has them; of an `f32` in the low 32 bits
  record Bits(long bits) implements FloatPattern {}

  /// A NaN with any sign.
  enum Nan implements FloatPattern {
    /// Only the highest bit of the fraction is set.
    CANONICAL,
    /// The highest bit of the fraction is set, others may be.
    ARITHMETIC
  }

  /// Whether the bits of an `f32` are meant.
  default boolean matches32(int bits) {
    return switch (this) {
      case Bits(long exact) -> (int) exact == bits;
      case Nan.CANONICAL -> (bits & 0x7fff_ffff) == 0x7fc0_0000;
      case Nan.ARITHMETIC -> (bits & 0x7fc0_0000) == 0x7fc0_0000;
    };
  }

  /// Whether the bits of an `f64` are meant.
  default boolean matches64(long bits) {
    return switch (this) {
      case Bits(long exact) -> exact == bits;
      case Nan.CANONICAL -> (bits & Long.MAX_VALUE) == 0x7ff8_0000_0000_0000L;
      case Nan.ARITHMETIC -> (bits & 0x7ff8_0000_0000_0000L) == 0x7ff8_0000_0000_0000L;
    };
  }

  /// As scripts write an `f32`.
  default String text32() {
    return switch (this) {
      case Nan nan -> text(nan);
      case Bits(long bits) -> {
        float value = Float.intBitsToFloat((int) bits);
        String sign = (int) bits < 0 ? "-" : "";
        yield Float.isNaN(value)
            ? sign + "nan:0x" + Long.toHexString(bits & 0x7f_ffffL)
            : Float.isInfinite(value) ? sign + "inf" : Float.toString(value);
      }
    };
  }

  /// As scripts write an `f64`.
  default String text64() {
    return switch (this) {
      case Nan nan -> text(nan);
      case Bits(long bits) -> {
        double value = Double.longBitsToDouble(bits);
        String sign = bits < 0 ? "-" : "";
        yield Double.isNaN(value)
            ? sign + "nan:0x" + Long.toHexString(bits & 0xf_ffff_ffff_ffffL)
            : Double.isInfinite(value) ? sign + "inf" : Double.toString(value);
      }
    };
  }

  private static String text(Nan nan) {
    return nan == Nan.CANONICAL ? "nan:canonical" : "nan:arithmetic";
  }
}
