package dev.jawa.component.instantiate;

import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.engine.CoreModule;
import org.jspecify.annotations.Nullable;

/// Something that the host provides under a name.
sealed interface Provided {

  record Func(FuncValue.OfHost func) implements Provided {}

  record Resource(HostResource<?> resource) implements Provided {}

  record Module(CoreModule module) implements Provided {}

  record Instance(HostInterface<?> items) implements Provided {

    /// What the instance exports under a name, or `null`.
    @Nullable Provided find(String name) {
      HostInterface.Function<?> function = items.functions().get(name);
      if (function != null) {
        String full = items.name() + "#" + name;
        return new Func(new FuncValue.OfHost(full, function.type(), function.body()));
      }
      HostResource<?> resource = items.resources().get(name);
      if (resource != null) {
        return new Resource(resource);
      }
      CoreModule module = items.modules().get(name);
      if (module != null) {
        return new Module(module);
      }
      HostInterface<?> inner = items.instances().get(name);
      return inner == null ? null : new Instance(inner);
    }
  }

  /// As messages call it.
  default String kind() {
    return switch (this) {
      case Func _ -> "func";
      case Resource _ -> "resource";
      case Module _ -> "module";
      case Instance _ -> "instance";
    };
  }
}
