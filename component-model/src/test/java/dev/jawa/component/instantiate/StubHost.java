package dev.jawa.component.instantiate;

import dev.jawa.component.host.HostFunc;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.ValidatedComponent;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Interfaces with just the types that a component imports, and the bodies that a test gives.
/// Objects behind handles are plain Java objects; what is destroyed is noted.
final class StubHost {

  private final Map<String, HostInterface.Builder<Object>> interfaces = new LinkedHashMap<>();
  private final Map<String, HostResource<Object>> resources = new LinkedHashMap<>();
  private final Map<ResourceType, HostResource<Object>> matched = new IdentityHashMap<>();
  private final Map<String, HostFunc<Object>> bodies = new LinkedHashMap<>();
  private final Map<String, String> declared = new LinkedHashMap<>();
  final List<Object> destroyed = new ArrayList<>();

  /// The body of a function, by interface without version.
  StubHost on(String function, HostFunc<Object> body) {
    bodies.put(function, body);
    return this;
  }

  /// Everything the component imports, as version 0.2.12.
  ///
  /// @param keep which functions to provide, by interface without version
  List<HostInterface<Object>> provide(
      ValidatedComponent component, Function<String, Boolean> keep) {
    for (NamedExtern imported : component.imports()) {
      if (imported.type() instanceof ExternType.Instance(InstanceType type)) {
        String name = InterfaceName.parse(imported.name()).name();
        interfaces.computeIfAbsent(name, fresh -> HostInterface.named(fresh, "0.2.12"));
        type.exports().forEach((export, extern) -> provide(name, export, extern, keep));
      }
    }
    return interfaces.values().stream().map(HostInterface.Builder::build).toList();
  }

  private void provide(
      String name, String export, ExternType type, Function<String, Boolean> keep) {
    String full = name + "#" + export;
    switch (type) {
      case ExternType.Type(DefinedType.Resource(var resource)) -> resource(name, export, resource);
      case ExternType.Func(var func) -> {
        if (keep.apply(full) && declared.put(full, export) == null) {
          interfaces.get(name).func(export, map(func), bodies.getOrDefault(full, missing(full)));
        }
      }
      default -> {}
    }
  }

  private static HostFunc<Object> missing(String full) {
    return (_, _) -> {
      throw new AssertionError(full + " is not expected to be called");
    };
  }

  private void resource(String name, String export, ResourceType resource) {
    if (matched.containsKey(resource)) {
      return;
    }
    String full = name + "#" + export;
    HostResource<Object> host = resources.get(full);
    if (host == null) {
      host = HostResource.of(export, Object.class, destroyed::add);
      resources.put(full, host);
      interfaces.get(name).resource(host);
    }
    matched.put(resource, host);
  }

  private FuncType map(FuncType type) {
    List<FuncType.Param> params =
        type.params().stream()
            .map(param -> new FuncType.Param(param.label(), map(param.type())))
            .toList();
    ValType result = type.result();
    return new FuncType(type.async(), params, result == null ? null : map(result));
  }

  private @Nullable ValType mapNullable(@Nullable ValType type) {
    return type == null ? null : map(type);
  }

  private ValType map(ValType type) {
    return switch (type) {
      case ValType.OwnType(var resource) -> matched.get(resource).own();
      case ValType.BorrowType(var resource) -> matched.get(resource).borrow();
      case ValType.OptionType(var some) -> new ValType.OptionType(map(some));
      case ValType.ResultType(var ok, var err) ->
          new ValType.ResultType(mapNullable(ok), mapNullable(err));
      case ValType.VariantType(var cases) ->
          new ValType.VariantType(
              cases.stream()
                  .map(one -> new ValType.Case(one.label(), mapNullable(one.type())))
                  .toList());
      default -> type;
    };
  }
}
