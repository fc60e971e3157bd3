package dev.jawa.component.instantiate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A component instance as others see it, or the arguments of an instantiation: named items. An
/// item is a `FuncValue`, an [InstanceValue], a [ComponentValue], a `CoreModule`, a
/// `RuntimeResource`, or a component value; types that are no resources have no item.
///
/// @param index the position of each name, shared by all instances of one definition
record InstanceValue(Map<String, Integer> index, @Nullable Object[] items) {

  static final InstanceValue EMPTY = new InstanceValue(Map.of(), new Object[0]);

  @Nullable Object find(String name) {
    Integer position = index.get(name);
    return position == null ? null : items[position];
  }

  /// An item that validation has promised.
  Object get(String name) {
    Object item = find(name);
    if (item == null) {
      throw new IllegalStateException("nothing is called " + name + " in " + index.keySet());
    }
    return item;
  }
}
