package dev.jawa.component.canon;

/// Enums: the index of the case.
final class EnumCodec extends BitsCodec {

  private final int cases;

  EnumCodec(int cases) {
    super(Layout.discriminantSize(cases));
    this.cases = cases;
  }

  @Override
  Object value(LiftLowerContext cx, long bits) {
    if (bits >= cases) {
      throw cx.peer().invalidDiscriminant(bits, cases);
    }
    return (int) bits;
  }

  @Override
  int bits(Object value) {
    int index = (Integer) value;
    if (index < 0 || index >= cases) {
      throw new IllegalArgumentException(
          "the host gave case %d of an enum with %d".formatted(index, cases));
    }
    return index;
  }
}
