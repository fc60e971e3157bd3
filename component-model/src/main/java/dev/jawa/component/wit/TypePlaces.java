package dev.jawa.component.wit;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers which interface names a type first: there it is defined, elsewhere it is used. Value
/// types that look alike and have the same name are taken for one: nothing in a component tells
/// them apart.
final class TypePlaces {

  /// @param owner the interface, as in `wasi:io/streams@0.2.0`
  /// @param name of the type in it
  record Place(String owner, String name) {}

  private record NamedValue(String name, ValType type) {}

  private final Map<ResourceType, Place> resources = new IdentityHashMap<>();
  private final Map<NamedValue, Place> values = new HashMap<>();

  void add(String owner, InstanceType type) {
    type.exports()
        .forEach((name, item) -> {
          switch (item) {
            case ExternType.Type(DefinedType.Resource(var resource)) ->
                resources.putIfAbsent(resource, new Place(owner, name));
            case ExternType.Type(DefinedType.Value(var value))
                when hasMembers(value) && isUsable(owner) ->
                values.putIfAbsent(new NamedValue(name, value), new Place(owner, name));
            default -> {}
          }
        });
  }

  /// `use` takes nothing from an interface that is written out in the world.
  private static boolean isUsable(String owner) {
    return owner.indexOf('/') >= 0;
  }

  private static boolean hasMembers(ValType type) {
    return switch (type) {
      case ValType.RecordType _, ValType.VariantType _, ValType.EnumType _, ValType.FlagsType _ ->
          true;
      default -> false;
    };
  }

  @Nullable Place of(ResourceType type) {
    return resources.get(type);
  }

  @Nullable Place of(String name, ValType type) {
    return hasMembers(type) ? values.get(new NamedValue(name, type)) : null;
  }

  /// How an interface names another one: inside a package by the last part.
  static String reference(String owner, String other) {
    return packageOf(owner).equals(packageOf(other))
        ? other.substring(other.indexOf('/') + 1).replaceFirst("@.*", "")
        : other;
  }

  private static String packageOf(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? name : name.substring(0, slash) + name.replaceFirst("[^@]*", "");
  }
}
