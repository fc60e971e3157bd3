package dev.jawa.component.instantiate;

import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.runtime.RuntimeResource;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a linker has been given.
///
/// @param interfaces by [InterfaceName#track()]
/// @param functions of the root, by name
/// @param resources of the root, by name
/// @param identities of all resource types
record HostProvisions(
    Map<String, HostInterface<?>> interfaces,
    Map<String, FuncValue.OfHost> functions,
    Map<String, HostResource<?>> resources,
    Map<HostResource<?>, RuntimeResource.OfHost> identities) {

  HostProvisions() {
    this(
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new IdentityHashMap<>());
  }

  void add(HostInterface<?> provided) {
    InterfaceName name = new InterfaceName(provided.name(), provided.version());
    interfaces.put(name.track(), provided);
    identifyAll(provided);
  }

  private void identifyAll(HostInterface<?> provided) {
    provided.resources().values().forEach(this::identify);
    provided.instances().values().forEach(this::identifyAll);
  }

  void add(HostResource<?> resource) {
    resources.put(resource.name(), resource);
    identify(resource);
  }

  private void identify(HostResource<?> resource) {
    identities.computeIfAbsent(resource, RuntimeResource.OfHost::new);
  }

  /// The versions of an interface that are there, whichever an import asks for.
  List<String> versions(String importName) {
    String plain = InterfaceName.parse(importName).name();
    return interfaces.values().stream()
        .filter(provided -> provided.name().equals(plain))
        .map(HostInterface::version)
        .toList();
  }

  /// What satisfies an import of the root.
  @Nullable Provided find(String importName) {
    FuncValue.OfHost function = functions.get(importName);
    if (function != null) {
      return new Provided.Func(function);
    }
    HostResource<?> resource = resources.get(importName);
    if (resource != null) {
      return new Provided.Resource(resource);
    }
    HostInterface<?> found = interfaces.get(InterfaceName.parse(importName).track());
    return found == null ? null : new Provided.Instance(found);
  }
}
