package dev.jawa.component.host;

import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.function.Consumer;

/// A resource type of the host. Guests hold handles; the host sees the Java object behind it.
///
/// @param name its WIT name
/// @param javaType the class of every object behind a handle
/// @param type its identity in types
/// @param destructor called once, when the guest drops the last owning handle or its store is
///   closed
/// @param beforeDrop called when a guest asks to drop an owning handle and nothing has been done
///   yet, but not when its store is closed; may trap
/// @param <T> the class of every object behind a handle
public record HostResource<T>(
    String name,
    Class<T> javaType,
    ResourceType type,
    Consumer<T> destructor,
    Consumer<T> beforeDrop) {

  public static <T> HostResource<T> of(String name, Class<T> javaType, Consumer<T> destructor) {
    return new HostResource<>(name, javaType, new ResourceType(name), destructor, _ -> {});
  }

  /// The same type with a say in whether guests may drop it.
  public HostResource<T> beforeDrop(Consumer<T> check) {
    return new HostResource<>(name, javaType, type, destructor, check);
  }

  /// `own<this>`.
  public ValType own() {
    return new ValType.OwnType(type);
  }

  /// `borrow<this>`.
  public ValType borrow() {
    return new ValType.BorrowType(type);
  }
}
