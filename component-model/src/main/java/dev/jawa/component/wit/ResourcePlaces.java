package dev.jawa.component.wit;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers which interface names a resource type first: there it is defined, elsewhere it is
/// used.
final class ResourcePlaces {

  /// @param owner the interface, as in `wasi:io/streams@0.2.0`
  /// @param name of the resource in it
  record Place(String owner, String name) {}

  private final Map<ResourceType, Place> places = new IdentityHashMap<>();

  void add(String owner, InstanceType type) {
    type.exports()
        .forEach((name, item) -> {
          if (item instanceof ExternType.Type(DefinedType.Resource(var resource))) {
            places.putIfAbsent(resource, new Place(owner, name));
          }
        });
  }

  @Nullable Place of(ResourceType type) {
    return places.get(type);
  }
}
