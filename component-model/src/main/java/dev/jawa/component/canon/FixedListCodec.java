package dev.jawa.component.canon;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Lists whose length is part of the type: laid out like a tuple.
final class FixedListCodec implements Codec {

  private final Codec element;
  private final int length;
  private final int size;
  private final int flatCount;

  FixedListCodec(Codec element, int length) {
    this.element = element;
    this.length = length;
    this.size = Layout.checkedSize((long) element.size() * length);
    this.flatCount = (int) Math.min(Flattening.MANY, (long) element.flatCount() * length);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int alignment() {
    return element.alignment();
  }

  @Override
  public int flatCount() {
    return flatCount;
  }

  @Override
  public Object load(LiftLowerContext cx, long address) {
    cx.charge(size);
    return ListCodec.loadElements(cx, address, length, element);
  }

  @Override
  public void store(LiftLowerContext cx, Object value, long address) {
    ListCodec.storeElements(cx, values(value), address, element);
  }

  @Override
  public Object lift(LiftLowerContext cx, long[] flat, int at) {
    List<Object> values = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      values.add(element.lift(cx, flat, at + i * element.flatCount()));
    }
    return Collections.unmodifiableList(values);
  }

  @Override
  public void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    List<?> values = values(value);
    for (int i = 0; i < length; i++) {
      element.lower(cx, values.get(i), flat, at + i * element.flatCount());
    }
  }

  private List<?> values(Object value) {
    List<?> values = (List<?>) value;
    if (values.size() != length) {
      throw new IllegalArgumentException(
          "the host gave %d elements for a list of %d".formatted(values.size(), length));
    }
    return values;
  }
}
