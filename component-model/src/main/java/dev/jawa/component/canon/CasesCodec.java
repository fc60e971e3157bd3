package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What variants, options and results have in common: a discriminant, then the payload of one case.
abstract class CasesCodec implements Codec {

  private final @Nullable Codec[] payloads;
  private final int discriminantSize;
  private final int payloadOffset;
  private final int size;
  private final int alignment;
  private final List<CoreValType> flatTypes;
  private final boolean lends;

  /// @param payloads one for each case, `null` where it has none
  CasesCodec(List<? extends @Nullable Codec> payloads) {
    this.payloads = payloads.toArray(new Codec[0]);
    this.discriminantSize = Layout.discriminantSize(payloads.size());
    int payloadAlignment = Layout.maxAlignment(payloads);
    this.payloadOffset = (int) Layout.align(discriminantSize, payloadAlignment);
    this.alignment = Math.max(discriminantSize, payloadAlignment);
    int payloadSize = 0;
    boolean anyLends = false;
    for (Codec payload : payloads) {
      if (payload != null) {
        payloadSize = Math.max(payloadSize, payload.size());
        anyLends |= payload.lends();
      }
    }
    this.size = Layout.checkedSize(Layout.align((long) payloadOffset + payloadSize, alignment));
    this.flatTypes = Flattening.cases(payloads);
    this.lends = anyLends;
  }

  /// The case of a value.
  abstract int caseOf(Object value);

  /// The payload of a value whose case has one.
  abstract @Nullable Object payloadOf(Object value);

  /// The value of a case.
  abstract Object make(int caseIndex, @Nullable Object payload);

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final int alignment() {
    return alignment;
  }

  @Override
  public final List<CoreValType> flatTypes() {
    return flatTypes;
  }

  @Override
  public final boolean lends() {
    return lends;
  }

  @Override
  public final Object load(LiftLowerContext cx, long address) {
    int index = checked(cx, Discriminant.load(cx, address, discriminantSize));
    Codec payload = payloads[index];
    return make(index, payload == null ? null : payload.load(cx, address + payloadOffset));
  }

  @Override
  public final void store(LiftLowerContext cx, Object value, long address) {
    int index = caseOf(value);
    Discriminant.store(cx, index, address, discriminantSize);
    Codec payload = payloads[index];
    if (payload != null) {
      payload.store(cx, present(payloadOf(value), index), address + payloadOffset);
    }
  }

  @Override
  public final Object lift(LiftLowerContext cx, long[] flat, int at) {
    int index = checked(cx, flat[at] & 0xFFFF_FFFFL);
    Codec payload = payloads[index];
    return make(index, payload == null ? null : payload.lift(cx, flat, at + 1));
  }

  @Override
  public final void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    int index = caseOf(value);
    flat[at] = index;
    Codec payload = payloads[index];
    if (payload != null) {
      payload.lower(cx, present(payloadOf(value), index), flat, at + 1);
    }
  }

  @Override
  public final void forEachOwned(Object value, OwnedConsumer consumer) {
    int index = caseOf(value);
    Codec payload = payloads[index];
    if (payload != null) {
      payload.forEachOwned(present(payloadOf(value), index), consumer);
    }
  }

  private int checked(LiftLowerContext cx, long discriminant) {
    if (discriminant >= payloads.length) {
      throw cx.peer().invalidDiscriminant(discriminant, payloads.length);
    }
    return (int) discriminant;
  }

  private static Object present(@Nullable Object payload, int index) {
    if (payload == null) {
      throw new IllegalArgumentException("the host gave no payload for case " + index);
    }
    return payload;
  }
}
