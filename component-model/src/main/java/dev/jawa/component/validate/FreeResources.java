package dev.jawa.component.validate;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects the resource types that types refer to without binding them themselves.
final class FreeResources {

  private final Set<ResourceType> found = identitySet();
  private final Set<Object> seen = identitySet();

  static <T> Set<T> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  static Set<ResourceType> in(DefinedType type) {
    FreeResources free = new FreeResources();
    free.defined(type);
    return free.found;
  }

  static Set<ResourceType> in(Collection<ExternType> types) {
    FreeResources free = new FreeResources();
    types.forEach(free::extern);
    return free.found;
  }

  private void extern(ExternType type) {
    switch (type) {
      case ExternType.Func(var func) -> func(func);
      case ExternType.Instance(var instance) -> instance(instance);
      case ExternType.Component(var component) -> defined(new DefinedType.Component(component));
      case ExternType.Module _ -> {}
      case ExternType.Value(var value) -> value(value);
      case ExternType.Type(var defined) -> defined(defined);
    }
  }

  private void defined(DefinedType type) {
    switch (type) {
      case DefinedType.Value(var value) -> value(value);
      case DefinedType.Resource(var resource) -> found.add(resource);
      case DefinedType.Func(var func) -> func(func);
      case DefinedType.Instance(var instance) -> instance(instance);
      case DefinedType.Component(var component) -> {
        if (seen.add(component)) {
          Set<ResourceType> inside = in(component.imports().values());
          inside.addAll(in(component.exports().values()));
          component.imported().forEach(inside::remove);
          component.fresh().forEach(inside::remove);
          found.addAll(inside);
        }
      }
    }
  }

  private void instance(InstanceType type) {
    if (seen.add(type)) {
      if (type.fresh().isEmpty()) {
        type.exports().values().forEach(this::extern);
      } else {
        Set<ResourceType> inside = in(type.exports().values());
        type.fresh().forEach(inside::remove);
        found.addAll(inside);
      }
    }
  }

  private void func(FuncType type) {
    if (seen.add(type)) {
      type.params().forEach(param -> value(param.type()));
      value(type.result());
    }
  }

  private void value(@Nullable ValType type) {
    if (type == null || type instanceof ValType.Primitive || !seen.add(type)) {
      return;
    }
    switch (type) {
      case ValType.OwnType(var resource) -> found.add(resource);
      case ValType.BorrowType(var resource) -> found.add(resource);
      default -> ValTypes.parts(type).forEach(this::value);
    }
  }
}
