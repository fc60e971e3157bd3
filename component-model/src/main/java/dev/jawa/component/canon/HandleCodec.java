package dev.jawa.component.canon;

import dev.jawa.component.runtime.CopyEnd;
import dev.jawa.component.runtime.ErrorContext;
import dev.jawa.component.runtime.HostChannels;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.SharedChannel;
import dev.jawa.engine.CoreValType;
import java.util.List;

/// Handles to resources and other things that instances keep in a table. The codec knows the slot
/// of the resource type in its component; the instance knows what the slot means.
sealed interface HandleCodec extends Codec {

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

    @Override
    public void forEachOwned(Object value, OwnedConsumer consumer) {
      consumer.accept(slot, value);
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

  /// The readable end of a stream or future.
  record Channel(CopyEnd.Kind kind, ElementType element) implements HandleCodec {

    @Override
    public Object liftHandle(LiftLowerContext cx, int index) {
      InstanceState instance = cx.instance();
      SharedChannel shared = instance.asyncHandles().liftEnd(index, kind, element.in(instance));
      return switch (cx.peer()) {
        case Peer.Host _ -> HostChannels.toHost(instance.store(), shared);
        case Peer.Guest _ -> shared;
      };
    }

    @Override
    public int lowerHandle(LiftLowerContext cx, Object value) {
      InstanceState instance = cx.instance();
      SharedChannel shared =
          HostChannels.toGuest(instance.store(), kind.of(), element.in(instance), value);
      return instance.asyncHandles().add(new CopyEnd(kind, shared));
    }
  }

  /// `error-context`.
  record ErrorContextHandle() implements HandleCodec {

    @Override
    public Object liftHandle(LiftLowerContext cx, int index) {
      return cx.instance().asyncHandles().get(index, ErrorContext.class, "error-context");
    }

    @Override
    public int lowerHandle(LiftLowerContext cx, Object value) {
      return cx.instance().asyncHandles().add((ErrorContext) value);
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
