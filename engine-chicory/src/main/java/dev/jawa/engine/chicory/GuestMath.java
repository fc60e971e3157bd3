package dev.jawa.engine.chicory;

/// Arithmetic that Java's does not do as the specification wants it. Public because generated
/// classes live in another package and class loader; not meant for anyone else.
///
/// [Math#min] and [Math#max] may hand a signalling NaN through; the result of an arithmetic
/// instruction is a quiet one. Spec: core, "NaN Propagation".
public final class GuestMath {

  private static final int QUIET_32 = 0x0040_0000;
  private static final long QUIET_64 = 0x0008_0000_0000_0000L;

  private GuestMath() {}

  public static float min(float a, float b) {
    return quiet(Math.min(a, b));
  }

  public static float max(float a, float b) {
    return quiet(Math.max(a, b));
  }

  public static double min(double a, double b) {
    return quiet(Math.min(a, b));
  }

  public static double max(double a, double b) {
    return quiet(Math.max(a, b));
  }

  private static float quiet(float number) {
    return Float.isNaN(number)
        ? Float.intBitsToFloat(Float.floatToRawIntBits(number) | QUIET_32)
        : number;
  }

  private static double quiet(double number) {
    return Double.isNaN(number)
        ? Double.longBitsToDouble(Double.doubleToRawLongBits(number) | QUIET_64)
        : number;
  }
}
