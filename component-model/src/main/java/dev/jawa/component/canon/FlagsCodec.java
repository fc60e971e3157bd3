package dev.jawa.component.canon;

/// Flags: bit N is label N. Bits without a label are dropped in both directions.
final class FlagsCodec extends BitsCodec {

  private final int mask;

  FlagsCodec(int labels) {
    super(Layout.flagsSize(labels));
    this.mask = labels >= Integer.SIZE ? -1 : (1 << labels) - 1;
  }

  @Override
  Object value(LiftLowerContext cx, long bits) {
    return (int) bits & mask;
  }

  @Override
  int bits(Object value) {
    return (Integer) value & mask;
  }
}
