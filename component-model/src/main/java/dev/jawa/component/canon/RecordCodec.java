package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.List;

/// Records and tuples: an `Object[]` in the order of the fields.
final class RecordCodec implements Codec {

  private final Codec[] fields;
  private final int[] offsets;
  private final int[] flatOffsets;
  private final int size;
  private final int alignment;
  private final List<CoreValType> flatTypes;
  private final boolean lends;

  RecordCodec(List<Codec> fields) {
    this.fields = fields.toArray(Codec[]::new);
    this.offsets = new int[this.fields.length];
    this.flatOffsets = new int[this.fields.length];
    this.alignment = Layout.maxAlignment(fields);
    long end = 0;
    int flat = 0;
    for (int i = 0; i < this.fields.length; i++) {
      Codec field = this.fields[i];
      offsets[i] = Layout.checkedSize(Layout.align(end, field.alignment()));
      flatOffsets[i] = flat;
      end = (long) offsets[i] + field.size();
      flat += field.flatTypes().size();
    }
    this.size = Layout.checkedSize(Layout.align(end, alignment));
    this.flatTypes = Flattening.sequence(fields);
    this.lends = fields.stream().anyMatch(Codec::lends);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int alignment() {
    return alignment;
  }

  @Override
  public List<CoreValType> flatTypes() {
    return flatTypes;
  }

  @Override
  public boolean lends() {
    return lends;
  }

  @Override
  public Object[] load(LiftLowerContext cx, long address) {
    Object[] values = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] = fields[i].load(cx, address + offsets[i]);
    }
    return values;
  }

  @Override
  public void store(LiftLowerContext cx, Object value, long address) {
    Object[] values = values(value);
    for (int i = 0; i < fields.length; i++) {
      fields[i].store(cx, values[i], address + offsets[i]);
    }
  }

  @Override
  public Object[] lift(LiftLowerContext cx, long[] flat, int at) {
    Object[] values = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      values[i] = fields[i].lift(cx, flat, at + flatOffsets[i]);
    }
    return values;
  }

  @Override
  public void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    Object[] values = values(value);
    for (int i = 0; i < fields.length; i++) {
      fields[i].lower(cx, values[i], flat, at + flatOffsets[i]);
    }
  }

  @Override
  public void forEachOwned(Object value, OwnedConsumer consumer) {
    Object[] values = values(value);
    for (int i = 0; i < fields.length; i++) {
      fields[i].forEachOwned(values[i], consumer);
    }
  }

  private Object[] values(Object value) {
    Object[] values = (Object[]) value;
    if (values.length != fields.length) {
      throw new IllegalArgumentException(
          "the host gave %d values for %d fields or parameters"
              .formatted(values.length, fields.length));
    }
    return values;
  }
}
