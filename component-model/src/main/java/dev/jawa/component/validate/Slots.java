package dev.jawa.component.validate;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.ResourceType;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Collects the resource types of one component and which definition gives them their meaning.
final class Slots {

  private final List<ResourceType> resources = new ArrayList<>();
  private final Map<ResourceType, Integer> slots = new IdentityHashMap<>();
  private List<ResourceBinding> current = new ArrayList<>();

  List<ResourceType> resources() {
    return resources;
  }

  int slot(ResourceType type) {
    Integer slot = slots.get(type);
    if (slot == null) {
      throw new IllegalStateException("no slot for resource " + type);
    }
    return slot;
  }

  /// Opens a slot that the definition at hand gives its meaning.
  void bind(ResourceType type, Origin origin) {
    int slot = resources.size();
    slots.put(type, slot);
    resources.add(type);
    current.add(new ResourceBinding(slot, origin));
  }

  /// Opens slots for resource types by the first place where an instance exports them.
  void bind(
      Iterable<ResourceType> fresh,
      Map<String, ExternType> exports,
      Function<List<String>, Origin> origin) {
    Set<ResourceType> left = FreeResources.identitySet();
    fresh.forEach(left::add);
    bind(left, exports, List.of(), origin);
  }

  private void bind(
      Set<ResourceType> left,
      Map<String, ExternType> exports,
      List<String> prefix,
      Function<List<String>, Origin> origin) {
    for (var export : exports.entrySet()) {
      if (left.isEmpty()) {
        return;
      }
      switch (export.getValue()) {
        case ExternType.Type(DefinedType.Resource(var resource)) -> {
          if (left.remove(resource)) {
            bind(resource, origin.apply(append(prefix, export.getKey())));
          }
        }
        case ExternType.Instance(var instance) ->
            bind(left, instance.exports(), append(prefix, export.getKey()), origin);
        default -> {}
      }
    }
  }

  private static List<String> append(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }

  /// What the definition at hand bound; the next one starts anew.
  List<ResourceBinding> endDefinition() {
    List<ResourceBinding> bound = List.copyOf(current);
    current = new ArrayList<>();
    return bound;
  }
}
