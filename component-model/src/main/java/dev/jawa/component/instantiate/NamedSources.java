package dev.jawa.component.instantiate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How to make an [InstanceValue] in a frame.
final class NamedSources {

  private final Map<String, Integer> index;
  private final Source[] sources;

  NamedSources(Map<String, Source> named) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    named.keySet().forEach(name -> positions.put(name, positions.size()));
    this.index = Collections.unmodifiableMap(positions);
    this.sources = List.copyOf(named.values()).toArray(Source[]::new);
  }

  InstanceValue in(Frame frame) {
    @Nullable Object[] items = new Object[sources.length];
    for (int i = 0; i < items.length; i++) {
      items[i] = sources[i].in(frame);
    }
    return new InstanceValue(index, items);
  }
}
