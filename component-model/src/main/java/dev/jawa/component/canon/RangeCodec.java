package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.List;

/// Strings and lists of any length: in memory and flat they are a pointer and a length.
abstract class RangeCodec implements Codec {

  /// A pointer in the low, a length in the high 32 bits, so that lowering needs no object for the
  /// pair.
  static long range(long pointer, long length) {
    return pointer | length << 32;
  }

  /// Reads the contents.
  abstract Object loadRange(LiftLowerContext cx, long pointer, long length);

  /// Allocates, writes, and answers with a [#range].
  abstract long storeRange(LiftLowerContext cx, Object value);

  @Override
  public final int size() {
    return 2 * Layout.POINTER;
  }

  @Override
  public final int alignment() {
    return Layout.POINTER;
  }

  @Override
  public final List<CoreValType> flatTypes() {
    return Flattening.RANGE;
  }

  @Override
  public final Object load(LiftLowerContext cx, long address) {
    long pointer = cx.memory().getInt(address) & 0xFFFF_FFFFL;
    long length = cx.memory().getInt(address + Layout.POINTER) & 0xFFFF_FFFFL;
    return loadRange(cx, pointer, length);
  }

  @Override
  public final void store(LiftLowerContext cx, Object value, long address) {
    cx.memory().putLong(address, storeRange(cx, value));
  }

  @Override
  public final Object lift(LiftLowerContext cx, long[] flat, int at) {
    return loadRange(cx, flat[at] & 0xFFFF_FFFFL, flat[at + 1] & 0xFFFF_FFFFL);
  }

  @Override
  public final void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    long range = storeRange(cx, value);
    flat[at] = range & 0xFFFF_FFFFL;
    flat[at + 1] = range >>> 32;
  }
}
