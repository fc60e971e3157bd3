package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.List;

/// Enums and flags: an `Integer`, in as few bytes as there are labels for.
abstract class BitsCodec implements Codec {

  private final int size;

  BitsCodec(int size) {
    this.size = size;
  }

  /// The value that bits of a guest stand for.
  abstract Object value(LiftLowerContext cx, long bits);

  /// The bits of a value of the host.
  abstract int bits(Object value);

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final int alignment() {
    return size;
  }

  @Override
  public final List<CoreValType> flatTypes() {
    return Flattening.I32;
  }

  @Override
  public final Object load(LiftLowerContext cx, long address) {
    return value(cx, Discriminant.load(cx, address, size));
  }

  @Override
  public final void store(LiftLowerContext cx, Object value, long address) {
    Discriminant.store(cx, bits(value), address, size);
  }

  @Override
  public final Object lift(LiftLowerContext cx, long[] flat, int at) {
    return value(cx, flat[at] & 0xFFFF_FFFFL);
  }

  @Override
  public final void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    flat[at] = bits(value) & 0xFFFF_FFFFL;
  }
}
