package dev.jawa.component.instantiate;

import dev.jawa.component.host.HostResource;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.type.CoreModuleType;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Satisfies the imports of a root component with what the host provides, and says everything that
/// is missing at once.
final class ImportMatcher {

  private final HostProvisions host;
  private final ValidatedComponent component;
  private final @Nullable RuntimeResource[] resources;
  private final Map<String, String> implemented;

  /// Imports that somebody else gives.
  private final Set<String> elsewhere;

  private final Map<ResourceType, HostResource<?>> matched = new IdentityHashMap<>();
  private final Map<ResourceType, Integer> slots = new IdentityHashMap<>();
  private final TypeMatch types = new TypeMatch(this::sameResource);
  private final List<String> problems = new ArrayList<>();
  private final Map<String, List<String>> problemsByImport = new LinkedHashMap<>();
  private String currentImport = "";

  private ImportMatcher(HostProvisions host, ValidatedComponent component, Set<String> elsewhere) {
    this.host = host;
    this.elsewhere = elsewhere;
    this.component = component;
    this.resources = new RuntimeResource[component.resources().size()];
    this.implemented = Implemented.byImports(component);
    for (int i = 0; i < resources.length; i++) {
      slots.put(component.resources().get(i), i);
    }
  }

  /// @throws UnlinkableException naming everything that is missing or of another type
  static RootImports match(HostProvisions host, ValidatedComponent component) {
    return new ImportMatcher(host, component, Set.of()).match();
  }

  /// What is wrong with each import that does not fit, by name.
  static Map<String, List<String>> problems(HostProvisions host, ValidatedComponent component) {
    ImportMatcher matcher = new ImportMatcher(host, component, Set.of());
    matcher.matchAll();
    return matcher.problemsByImport;
  }

  /// The host's part of what a component imports.
  ///
  /// @param problems by import
  /// @param resources the component's types that are the host's
  record Rest(
      RootImports imports,
      Map<String, List<String>> problems,
      Map<ResourceType, HostResource<?>> resources) {}

  /// @param elsewhere imports that others give
  static Rest rest(HostProvisions host, ValidatedComponent component, Set<String> elsewhere) {
    ImportMatcher matcher = new ImportMatcher(host, component, elsewhere);
    Map<String, @Nullable Object> items = matcher.matchAll();
    return new Rest(
        new RootImports(instance(items), matcher.resources),
        matcher.problemsByImport,
        matcher.matched);
  }

  private Map<String, @Nullable Object> matchAll() {
    matchResources();
    Map<String, @Nullable Object> items = new LinkedHashMap<>();
    for (NamedExtern wanted : component.imports()) {
      if (!elsewhere.contains(wanted.name())) {
        currentImport = wanted.name();
        items.put(wanted.name(), matchImport(wanted.name(), wanted.type()));
      }
    }
    return items;
  }

  private RootImports match() {
    Map<String, @Nullable Object> items = matchAll();
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
    problem(what + ", which is not provided here");
  }

  private void problem(String text) {
    problems.add(text);
    problemsByImport.computeIfAbsent(currentImport, _ -> new ArrayList<>()).add(text);
  }

  // Resources

  private void matchResources() {
    for (int i = 0; i < component.component().definitions().size(); i++) {
      for (ResourceBinding binding : component.bindings(i)) {
        if (binding.origin() instanceof Origin.Imported(var path)
            && !elsewhere.contains(path.getFirst())) {
          matchResource(binding.slot(), path);
        }
      }
    }
  }

  private void matchResource(int slot, List<String> path) {
    currentImport = path.getFirst();
    String full = String.join("#", path);
    switch (find(path)) {
      case Provided.Resource(var resource) -> {
        matched.put(component.resources().get(slot), resource);
        resources[slot] = host.identities().get(resource);
      }
      case null -> missing("resource " + full);
      case Provided other -> wrongKind(full, "resource", other);
    }
  }

  private @Nullable Provided find(List<String> path) {
    Provided found = findRoot(path.getFirst());
    for (String name : path.subList(1, path.size())) {
      found = found instanceof Provided.Instance instance ? instance.find(name) : null;
    }
    return found;
  }

  private @Nullable Provided findRoot(String name) {
    return host.find(implemented.getOrDefault(name, name));
  }

  private boolean sameResource(ResourceType wanted, ResourceType given) {
    HostResource<?> resource = matched.get(wanted);
    return resource != null && resource.type() == given;
  }

  // Everything else

  private @Nullable Object matchImport(String name, ExternType type) {
    return match(name, type, findRoot(name));
  }

  /// @param name the path from the root
  private @Nullable Object match(String name, ExternType type, @Nullable Provided given) {
    return switch (type) {
      case ExternType.Func(var wanted) -> matchFunc(name, wanted, given);
      case ExternType.Instance(var wanted) -> matchInstance(name, wanted, given);
      case ExternType.Type(var defined) -> matchType(name, defined, given);
      case ExternType.Module(var wanted) -> matchModule(name, wanted, given);
      case ExternType.Component _ ->
          refuse("root-level component imports are not supported: no host provides " + name);
      case ExternType.Value _ -> refuse("value " + name + ", which no host provides");
    };
  }

  private @Nullable Object refuse(String problem) {
    problem(problem);
    return null;
  }

  private @Nullable Object wrongKind(String name, String expected, Provided given) {
    return refuse("%s: expected %s found %s".formatted(name, expected, given.kind()));
  }

  /// A type that the host names too has to be the same; one that it does not name needs no name.
  private @Nullable Object matchType(String name, DefinedType type, @Nullable Provided given) {
    if (!(type instanceof DefinedType.Resource(var resource))) {
      return null;
    }
    HostResource<?> expected = matched.get(resource);
    if (given instanceof Provided.Resource(var other) && expected != null && other != expected) {
      return refuse("resource " + name + ": mismatched resource types");
    }
    Integer slot = slots.get(resource);
    return slot == null ? null : resources[slot];
  }

  private @Nullable Object matchModule(
      String name, CoreModuleType wanted, @Nullable Provided given) {
    return switch (given) {
      case Provided.Module(var module) -> {
        String mismatch = new ModuleMatch(component).mismatch(wanted, module);
        yield mismatch == null ? module : refuse("core module " + name + ": " + mismatch);
      }
      case null -> {
        missing("core module " + name);
        yield null;
      }
      case Provided other -> wrongKind(name, "module", other);
    };
  }

  /// An instance without functions or modules need not be provided.
  private @Nullable InstanceValue matchInstance(
      String name, InstanceType wanted, @Nullable Provided given) {
    Provided.Instance provided = given instanceof Provided.Instance found ? found : null;
    if (given != null && provided == null) {
      wrongKind(name, "instance", given);
      return null;
    }
    Map<String, @Nullable Object> items = new LinkedHashMap<>();
    wanted
        .exports()
        .forEach((export, type) ->
            items.put(
                export,
                match(name + "#" + export, type, provided == null ? null : provided.find(export))));
    return instance(items);
  }

  private @Nullable Object matchFunc(String name, FuncType wanted, @Nullable Provided given) {
    return switch (given) {
      case Provided.Func(var func) -> {
        if (!types.same(wanted, func.type())) {
          problem(
              "%s as %s, but here it is %s"
                  .formatted(name, TypeText.of(wanted), TypeText.of(func.type())));
        }
        yield func;
      }
      case null -> {
        missing(name);
        yield null;
      }
      case Provided other -> wrongKind(name, "function", other);
    };
  }
}
