package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.List;

/// Enums: an `Integer`, the index of the case.
final class EnumCodec implements Codec {

  private final int cases;
  private final int size;

  EnumCodec(int cases) {
    this.cases = cases;
    this.size = Layout.discriminantSize(cases);
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
    return Flattening.I32;
  }

  @Override
  public Object load(LiftLowerContext cx, long address) {
    return checked(cx, Discriminant.load(cx, address, size));
  }

  @Override
  public void store(LiftLowerContext cx, Object value, long address) {
    Discriminant.store(cx, index(value), address, size);
  }

  @Override
  public Object lift(LiftLowerContext cx, long[] flat, int at) {
    return checked(cx, flat[at] & 0xFFFF_FFFFL);
  }

  @Override
  public void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    flat[at] = index(value);
  }

  private Object checked(LiftLowerContext cx, long discriminant) {
    if (discriminant >= cases) {
      throw cx.peer().invalidDiscriminant(discriminant, cases);
    }
    return (int) discriminant;
  }

  private int index(Object value) {
    int index = (Integer) value;
    if (index < 0 || index >= cases) {
      throw new IllegalArgumentException(
          "the host gave case %d of an enum with %d".formatted(index, cases));
    }
    return index;
  }
}
