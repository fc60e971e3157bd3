package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.List;

/// Handles to resources. The codec knows the slot of the resource type in its component; the
/// instance knows what the slot means.
sealed interface HandleCodec extends Codec {

  int slot();

  Object liftHandle(LiftLowerContext cx, int index);

  int lowerHandle(LiftLowerContext cx, Object value);

  /// `own<R>`.
  record Own(int slot) implements HandleCodec {

    @Override
    public Object liftHandle(LiftLowerContext cx, int index) {
      return cx.instance().handles().liftOwn(slot, index);
    }

    @Override
    public int lowerHandle(LiftLowerContext cx, Object value) {
      return cx.instance().handles().lowerOwn(slot, value);
    }
  }

  /// `borrow<R>`.
  record Borrow(int slot) implements HandleCodec {

    @Override
    public boolean lends() {
      return true;
    }

    @Override
    public Object liftHandle(LiftLowerContext cx, int index) {
      return cx.instance().handles().liftBorrow(slot, index, cx.subtask());
    }

    @Override
    public int lowerHandle(LiftLowerContext cx, Object value) {
      return cx.instance().handles().lowerBorrow(slot, value, cx.task());
    }
  }

  @Override
  default int size() {
    return 4;
  }

  @Override
  default int alignment() {
    return 4;
  }

  @Override
  default List<CoreValType> flatTypes() {
    return Flattening.I32;
  }

  @Override
  default Object load(LiftLowerContext cx, long address) {
    return liftHandle(cx, cx.memory().getInt(address));
  }

  @Override
  default void store(LiftLowerContext cx, Object value, long address) {
    cx.memory().putInt(address, lowerHandle(cx, value));
  }

  @Override
  default Object lift(LiftLowerContext cx, long[] flat, int at) {
    return liftHandle(cx, (int) flat[at]);
  }

  @Override
  default void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    flat[at] = lowerHandle(cx, value) & 0xFFFF_FFFFL;
  }
}
