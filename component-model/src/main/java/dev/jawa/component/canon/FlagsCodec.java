package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.List;

/// Flags: an `Integer`, bit N is label N. Bits without a label are dropped in both directions.
final class FlagsCodec implements Codec {

  private final int mask;
  private final int size;

  FlagsCodec(int labels) {
    this.mask = labels >= Integer.SIZE ? -1 : (1 << labels) - 1;
    this.size = Layout.flagsSize(labels);
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
    return (int) Discriminant.load(cx, address, size) & mask;
  }

  @Override
  public void store(LiftLowerContext cx, Object value, long address) {
    Discriminant.store(cx, (Integer) value & mask, address, size);
  }

  @Override
  public Object lift(LiftLowerContext cx, long[] flat, int at) {
    return (int) flat[at] & mask;
  }

  @Override
  public void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    flat[at] = ((Integer) value & mask) & 0xFFFF_FFFFL;
  }
}
