package dev.jawa.component.canon;

import dev.jawa.engine.CoreValType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Lists whose length is part of the type: laid out like a tuple.
final class FixedListCodec implements Codec {

  private final Codec element;
  private final int length;
  private final int size;
  private final int elementFlatCount;
  private final List<CoreValType> flatTypes;

  FixedListCodec(Codec element, int length) {
    this.element = element;
    this.length = length;
    this.size = Layout.checkedSize((long) element.size() * length);
    this.elementFlatCount = element.flatTypes().size();
    this.flatTypes = Flattening.repeated(element, length);
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
  public List<CoreValType> flatTypes() {
    return flatTypes;
  }

  @Override
  public boolean lends() {
    return element.lends();
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
      values.add(element.lift(cx, flat, at + i * elementFlatCount));
    }
    return Collections.unmodifiableList(values);
  }

  @Override
  public void lower(LiftLowerContext cx, Object value, long[] flat, int at) {
    List<?> values = values(value);
    for (int i = 0; i < length; i++) {
      element.lower(cx, values.get(i), flat, at + i * elementFlatCount);
    }
  }

  @Override
  public void forEachOwned(Object value, OwnedConsumer consumer) {
    values(value).forEach(one -> element.forEachOwned(one, consumer));
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
