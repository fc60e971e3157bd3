package dev.jawa.component.host;

import dev.jawa.component.type.FuncType;
import dev.jawa.engine.CoreModule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A WIT interface that the host provides, made once and shared by all stores. It satisfies an
/// import of the same name whose version is compatible: equal, or of the same `0.x` or major number
/// and not newer in what the guest uses.
///
/// @param name the interface without version, as in `wasi:clocks/monotonic-clock`
/// @param version the newest version it provides, as in `0.2.12`; empty for an unversioned
///   interface
/// @param functions by the names of the binary, as in `now` or `[method]input-stream.read`
/// @param resources by WIT name
/// @param modules core modules by name
/// @param instances further instances by name
/// @param <C> what belongs to one store
public record HostInterface<C>(
    String name,
    String version,
    Map<String, Function<C>> functions,
    Map<String, HostResource<?>> resources,
    Map<String, CoreModule> modules,
    Map<String, HostInterface<C>> instances) {

  public HostInterface {
    functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
    resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    modules = Map.copyOf(modules);
    instances = Map.copyOf(instances);
  }

  /// A function with its type.
  public record Function<C>(FuncType type, HostFunc<C> body) {}

  public static <C> Builder<C> named(String name, String version) {
    return new Builder<>(name, version);
  }

  /// Collects the table.
  public static final class Builder<C> {
    private final String name;
    private final String version;
    private final Map<String, Function<C>> functions = new LinkedHashMap<>();
    private final Map<String, HostResource<?>> resources = new LinkedHashMap<>();
    private final Map<String, CoreModule> modules = new LinkedHashMap<>();
    private final Map<String, HostInterface<C>> instances = new LinkedHashMap<>();

    private Builder(String name, String version) {
      this.name = name;
      this.version = version;
    }

    public Builder<C> func(String function, FuncType type, HostFunc<C> body) {
      if (functions.put(function, new Function<>(type, body)) != null) {
        throw new IllegalArgumentException(name + "#" + function + " is bound twice");
      }
      return this;
    }

    /// A function whose type is `async` and that answers later.
    public Builder<C> asyncFunc(String function, FuncType type, AsyncHostFunc<C> body) {
      return func(function, type, body);
    }

    public Builder<C> resource(HostResource<?> resource) {
      resources.put(resource.name(), resource);
      return this;
    }

    /// The same resource type under another name.
    public Builder<C> resource(String as, HostResource<?> resource) {
      resources.put(as, resource);
      return this;
    }

    /// A core module that components may instantiate.
    public Builder<C> module(String as, CoreModule module) {
      modules.put(as, module);
      return this;
    }

    /// An instance inside this one, under its name without version.
    public Builder<C> instance(HostInterface<C> inner) {
      instances.put(inner.name(), inner);
      return this;
    }

    public HostInterface<C> build() {
      return new HostInterface<>(name, version, functions, resources, modules, instances);
    }
  }
}
