package dev.jawa.component.canon;

import dev.jawa.component.canon.Peer.Item;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Lists of anything but numbers, and maps (lists of pairs): a `java.util.List`.
final class ListCodec extends RangeCodec {

  /// What an element is counted for at least, so that many tiny ones do not make much more on the
  /// Java side.
  private static final int MIN_CHARGE = 8;

  private final Codec element;

  ListCodec(Codec element) {
    this.element = element;
  }

  @Override
  public boolean lends() {
    return element.lends();
  }

  @Override
  Object loadRange(LiftLowerContext cx, long pointer, long length) {
    Lists.check(cx, pointer, length, element.size(), element.alignment());
    cx.charge(length * Math.max(MIN_CHARGE, element.size()));
    return loadElements(cx, pointer, (int) length, element);
  }

  @Override
  long storeRange(LiftLowerContext cx, Object value) {
    List<?> values = (List<?>) value;
    long bytes = (long) values.size() * element.size();
    long pointer = cx.allocate(Item.LIST, element.alignment(), bytes);
    storeElements(cx, values, pointer, element);
    return range(pointer, values.size());
  }

  @Override
  public void forEachOwned(Object value, OwnedConsumer consumer) {
    ((List<?>) value).forEach(one -> element.forEachOwned(one, consumer));
  }

  static List<Object> loadElements(LiftLowerContext cx, long pointer, int length, Codec element) {
    Object[] values = new Object[length];
    for (int i = 0; i < length; i++) {
      values[i] = element.load(cx, pointer + (long) i * element.size());
    }
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  static void storeElements(LiftLowerContext cx, List<?> values, long pointer, Codec element) {
    long address = pointer;
    for (Object value : values) {
      element.store(cx, value, address);
      address += element.size();
    }
  }
}
