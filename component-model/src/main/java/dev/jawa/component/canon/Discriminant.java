package dev.jawa.component.canon;

/// The number of a case, in as few bytes as there are cases for.
final class Discriminant {

  private Discriminant() {}

  static long load(LiftLowerContext cx, long address, int size) {
    return switch (size) {
      case 1 -> cx.memory().getByte(address) & 0xFF;
      case 2 -> cx.memory().getShort(address) & 0xFFFF;
      default -> cx.memory().getInt(address) & 0xFFFF_FFFFL;
    };
  }

  static void store(LiftLowerContext cx, int value, long address, int size) {
    switch (size) {
      case 1 -> cx.memory().putByte(address, (byte) value);
      case 2 -> cx.memory().putShort(address, (short) value);
      default -> cx.memory().putInt(address, value);
    }
  }
}
