package dev.jawa.wast.run;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreGlobal;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.wast.script.Const;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The instances of core modules of a script: they share one store, and import from those that were
/// registered or have a name, and from `spectest`.
final class CoreWorld implements AutoCloseable {

  private final Engine engine;
  private final CoreStore store;
  private final Map<String, CoreInstance> instances = new HashMap<>();
  private final Map<String, CoreInstance> registered = new HashMap<>();

  CoreWorld(Engine engine, ScriptOptions options) {
    this.engine = engine;
    this.store = engine.newStore(options.limits());
  }

  CoreInstance instantiate(@Nullable String name, CoreModule module) {
    List<CoreExtern> imports = new ArrayList<>();
    for (ImportDescriptor wanted : module.imports()) {
      imports.add(find(wanted));
    }
    CoreInstance instance = store.instantiate(module, imports);
    if (name != null) {
      instances.put(name, instance);
    }
    return instance;
  }

  private CoreExtern find(ImportDescriptor wanted) {
    CoreInstance from = registered.get(wanted.module());
    if (from == null && wanted.module().equals("spectest")) {
      from = Spectest.instantiate(engine, store);
      registered.put("spectest", from);
    }
    CoreExtern found = from == null ? null : from.export(wanted.name());
    if (found == null) {
      throw new UnlinkableException(
          "unknown import: `%s::%s` has not been defined"
              .formatted(wanted.module(), wanted.name()));
    }
    return found;
  }

  void register(String as, CoreInstance instance) {
    registered.put(as, instance);
  }

  @Nullable CoreInstance find(String name) {
    return instances.get(name);
  }

  /// Makes an instance of another world known here, under its name and those it was registered as.
  void share(String name, CoreInstance instance, CoreWorld from) {
    instances.put(name, instance);
    from.registered.forEach((as, other) -> {
      if (other == instance) {
        registered.put(as, instance);
      }
    });
    registered.put(name, instance);
  }

  List<Const> invoke(CoreInstance instance, String name, List<Const> args) {
    if (!(instance.export(name) instanceof CoreFunc func)) {
      throw new ScriptFailure("there is no function " + name);
    }
    return CoreConstants.of(
        func.type().results(), func.call(CoreConstants.bits(func.type().params(), args)));
  }

  List<Const> get(CoreInstance instance, String name) {
    if (!(instance.export(name) instanceof CoreGlobal global)) {
      throw new ScriptFailure("there is no global " + name);
    }
    return CoreConstants.of(List.of(global.type()), new long[] {global.get()});
  }

  void interrupt() {
    store.interrupt();
  }

  @Override
  public void close() {
    store.close();
  }
}
