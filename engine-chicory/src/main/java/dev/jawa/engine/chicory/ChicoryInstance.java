package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.ExportDescriptor;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An instance, and to its host functions the caller.
///
/// It exists before Chicory's: the start function may call the host, which then asks for exports.
final class ChicoryInstance implements CoreInstance, CoreCaller {

  private final ChicoryStore store;
  private final ChicoryModule module;
  private final List<? extends CoreExtern> imports;
  private final Map<String, CoreExtern> exports = new HashMap<>();
  private final Map<Definition, CoreExtern> definitions = new HashMap<>();
  private @Nullable Instance instance;

  /// Two names may export one thing, which is then one object.
  private record Definition(ExternalType kind, int index) {}

  ChicoryInstance(ChicoryStore store, ChicoryModule module, List<? extends CoreExtern> imports) {
    this.store = store;
    this.module = module;
    this.imports = List.copyOf(imports);
  }

  ChicoryModule module() {
    return module;
  }

  /// Called by whoever sees Chicory's instance first.
  void bind(Instance built) {
    instance = built;
  }

  @Override
  public Set<String> exportNames() {
    Set<String> names = new LinkedHashSet<>();
    module.exports().forEach(export -> names.add(export.name()));
    return names;
  }

  @Override
  public @Nullable CoreExtern export(String name) {
    CoreExtern known = exports.get(name);
    if (known != null) {
      return known;
    }
    Export export = find(name);
    if (export == null || instance == null) {
      return null;
    }
    CoreExtern made = resolve(instance, export);
    exports.put(name, made);
    return made;
  }

  private @Nullable Export find(String name) {
    List<ExportDescriptor> all = module.exports();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        return module.wasm().exportSection().getExport(i);
      }
    }
    return null;
  }

  private CoreExtern resolve(Instance owner, Export export) {
    ExternalType kind = export.exportType();
    if (export.index() < module.wasm().importSection().count(kind)) {
      return imported(kind, export.index());
    }
    Definition definition = new Definition(kind, export.index());
    CoreExtern known = definitions.get(definition);
    if (known == null) {
      known = make(owner, definition);
      definitions.put(definition, known);
    }
    return known;
  }

  private CoreExtern imported(ExternalType kind, int index) {
    int seen = 0;
    for (int i = 0; i < imports.size(); i++) {
      if (module.wasm().importSection().getImport(i).importType() == kind && seen++ == index) {
        return imports.get(i);
      }
    }
    throw new IllegalStateException("no import %d of kind %s".formatted(index, kind));
  }

  private CoreExtern make(Instance owner, Definition definition) {
    int index = definition.index();
    return switch (definition.kind()) {
      case FUNCTION ->
          new GuestFunc(store, owner.getMachine(), index, owner.type(owner.functionType(index)));
      case TABLE -> new ChicoryTable(store, owner.table(index));
      case MEMORY -> memory(owner.memory(index));
      case GLOBAL -> new ChicoryGlobal(store, owner.global(index));
      case TAG -> new ChicoryTag(store, owner.tag(index));
    };
  }

  private CoreExtern memory(Memory memory) {
    return memory instanceof FlatMemory flat
        ? new FlatCoreMemory(store, flat)
        : new SharedCoreMemory(store, (ByteArrayMemory) memory);
  }
}
