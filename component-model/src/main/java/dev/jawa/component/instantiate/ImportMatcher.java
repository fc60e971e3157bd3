package dev.jawa.component.instantiate;

import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.Origin;
import dev.jawa.component.validate.ResourceBinding;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.UnlinkableException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Satisfies the imports of a root component with what the host provides, and says everything that
/// is missing at once.
final class ImportMatcher {

  private final HostProvisions host;
  private final ValidatedComponent component;
  private final @Nullable RuntimeResource[] resources;
  private final Map<String, String> implemented;
  private final Map<ResourceType, HostResource<?>> matched = new IdentityHashMap<>();
  private final Map<ResourceType, Integer> slots = new IdentityHashMap<>();
  private final TypeMatch types = new TypeMatch(this::sameResource);
  private final List<String> problems = new ArrayList<>();

  private ImportMatcher(HostProvisions host, ValidatedComponent component) {
    this.host = host;
    this.component = component;
    this.resources = new RuntimeResource[component.resources().size()];
    this.implemented = Implemented.byImports(component);
    for (int i = 0; i < resources.length; i++) {
      slots.put(component.resources().get(i), i);
    }
  }

  /// @throws UnlinkableException naming everything that is missing or of another type
  static RootImports match(HostProvisions host, ValidatedComponent component) {
    return new ImportMatcher(host, component).match();
  }

  private RootImports match() {
    matchResources();
    Map<String, @Nullable Object> items = new LinkedHashMap<>();
    for (NamedExtern wanted : component.imports()) {
      items.put(wanted.name(), matchImport(wanted.name(), wanted.type()));
    }
    if (!problems.isEmpty()) {
      throw new UnlinkableException("component imports " + String.join("; ", problems));
    }
    return new RootImports(instance(items), resources);
  }

  private static InstanceValue instance(Map<String, @Nullable Object> items) {
    Map<String, Integer> index = new LinkedHashMap<>();
    items.keySet().forEach(name -> index.put(name, index.size()));
    return new InstanceValue(index, items.values().toArray());
  }

  private void missing(String what) {
    problems.add(what + ", which is not provided here");
  }

  // Resources

  private void matchResources() {
    for (int i = 0; i < component.component().definitions().size(); i++) {
      for (ResourceBinding binding : component.bindings(i)) {
        if (binding.origin() instanceof Origin.Imported(var path)) {
          matchResource(binding.slot(), path);
        }
      }
    }
  }

  private void matchResource(int slot, List<String> path) {
    HostResource<?> resource = findResource(path);
    if (resource == null) {
      missing("resource " + String.join("#", path));
      return;
    }
    matched.put(component.resources().get(slot), resource);
    resources[slot] = host.identities().get(resource);
  }

  private @Nullable HostResource<?> findResource(List<String> path) {
    String first = path.getFirst();
    if (path.size() == 1) {
      return host.resources().get(first);
    }
    HostInterface<?> found =
        path.size() == 2 ? host.find(implemented.getOrDefault(first, first)) : null;
    return found == null ? null : found.resources().get(path.getLast());
  }

  private boolean sameResource(ResourceType wanted, ResourceType given) {
    HostResource<?> resource = matched.get(wanted);
    return resource != null && resource.type() == given;
  }

  // Everything else

  private @Nullable Object matchImport(String name, ExternType type) {
    return switch (type) {
      case ExternType.Func(var wanted) -> matchFunc(name, wanted, host.functions().get(name));
      case ExternType.Instance(var wanted) -> matchInstance(name, wanted);
      case ExternType.Type(var defined) -> typeItem(defined);
      case ExternType.Module _ -> refuse("core module " + name);
      case ExternType.Component _ -> refuse("component " + name);
      case ExternType.Value _ -> refuse("value " + name);
    };
  }

  private @Nullable Object refuse(String what) {
    missing(what);
    return null;
  }

  private @Nullable Object typeItem(DefinedType type) {
    Integer slot = type instanceof DefinedType.Resource(var resource) ? slots.get(resource) : null;
    return slot == null ? null : resources[slot];
  }

  private InstanceValue matchInstance(String name, InstanceType wanted) {
    HostInterface<?> provided = host.find(implemented.getOrDefault(name, name));
    Map<String, @Nullable Object> items = new LinkedHashMap<>();
    wanted
        .exports()
        .forEach((export, type) -> items.put(export, matchExport(name, export, type, provided)));
    return instance(items);
  }

  private @Nullable Object matchExport(
      String name, String export, ExternType type, @Nullable HostInterface<?> provided) {
    String fullName = name + "#" + export;
    return switch (type) {
      case ExternType.Func(var wanted) -> matchFunc(fullName, wanted, find(provided, export));
      case ExternType.Type(var defined) -> typeItem(defined);
      case ExternType.Instance _ -> refuse("instance " + fullName);
      case ExternType.Module _ -> refuse("core module " + fullName);
      case ExternType.Component _ -> refuse("component " + fullName);
      case ExternType.Value _ -> refuse("value " + fullName);
    };
  }

  private static FuncValue.@Nullable OfHost find(
      @Nullable HostInterface<?> provided, String function) {
    if (provided == null) {
      return null;
    }
    HostInterface.Function<?> found = provided.functions().get(function);
    return found == null
        ? null
        : new FuncValue.OfHost(provided.name() + "#" + function, found.type(), found.body());
  }

  private @Nullable Object matchFunc(
      String name, FuncType wanted, FuncValue.@Nullable OfHost given) {
    if (given == null) {
      return refuse(name);
    }
    if (!types.same(wanted, given.type())) {
      problems.add(
          "%s as %s, but here it is %s"
              .formatted(name, TypeText.of(wanted), TypeText.of(given.type())));
    }
    return given;
  }
}
