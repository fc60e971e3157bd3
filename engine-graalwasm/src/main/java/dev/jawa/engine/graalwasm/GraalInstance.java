package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreCaller;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.graalwasm.LinkableModule.Definition;
import dev.jawa.engine.graalwasm.LinkableModule.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.graalvm.wasm.ImportDescriptor;
import org.graalvm.wasm.WasmFunctionInstance;
import org.graalvm.wasm.WasmInstance;
import org.graalvm.wasm.WasmStore;
import org.jspecify.annotations.Nullable;

/// An instance, and to its host functions the caller.
///
/// It exists before GraalWasm's: the start function may call the host, which then asks for exports.
final class GraalInstance implements CoreInstance, CoreCaller {

  private final GraalStore store;
  private final GraalModule module;
  private final List<? extends CoreExtern> imports;
  private final List<GraalTable> tables = new ArrayList<>();
  private final List<GraalMemory> memories = new ArrayList<>();
  private final Map<String, CoreExtern> exports = new HashMap<>();
  private final Map<Definition, CoreExtern> definitions = new HashMap<>();
  private @Nullable WasmInstance instance;

  GraalInstance(GraalStore store, GraalModule module, List<? extends CoreExtern> imports) {
    this.store = store;
    this.module = module;
    this.imports = List.copyOf(imports);
  }

  /// Makes tables and memories, links, and runs the start function. The store's context must be
  /// entered.
  void instantiate(StoreLimits limits) {
    for (ExternType.Table type : module.linkable().tables()) {
      tables.add(GraalTable.create(store, type, limits));
    }
    for (ExternType.Memory type : module.linkable().memories()) {
      memories.add(GraalMemory.create(store, type, limits));
    }
    // A store of GraalWasm's for each instance, as its own embeddings have it: names within one
    // have to differ.
    var wasm = store.guard().wasm();
    WasmStore own = new WasmStore(wasm, wasm.language());
    instance = own.readInstance(module.wasm());
    own.linker().tryLink(instance, (entry, into) -> supply(into, entry));
  }

  /// GraalWasm's own, of one that is instantiated.
  WasmInstance wasm() {
    return Objects.requireNonNull(instance);
  }

  /// The memories that its module defines.
  List<GraalMemory> memories() {
    return memories;
  }

  /// The tables that its module defines.
  List<GraalTable> tables() {
    return tables;
  }

  private Object supply(WasmInstance into, ImportDescriptor entry) {
    int position = entry.importedSymbolIndex();
    if (position < imports.size()) {
      return switch ((GraalExtern) imports.get(position)) {
        case GuestFunc func -> func.function();
        case HostFunc func -> hostFunction(into, entry.targetIndex(), func);
        case GraalTable table -> table.table();
        case GraalMemory memory -> memory.memory();
        case GraalGlobal global -> global.global();
      };
    }
    int own = position - imports.size();
    return own < tables.size()
        ? tables.get(own).table()
        : memories.get(own - tables.size()).memory();
  }

  private WasmFunctionInstance hostFunction(WasmInstance into, int index, HostFunc func) {
    var function =
        new WasmFunctionInstance(into, module.wasm().function(index), module.hostTarget(index));
    function.setImportedFunction(new HostImport(func, this));
    return function;
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
    List<ExportDescriptor> all = module.exports();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name) && instance != null) {
        Definition definition = module.linkable().definitions().get(i);
        CoreExtern made = resolve(instance, definition, all.get(i).type());
        exports.put(name, made);
        return made;
      }
    }
    return null;
  }

  private CoreExtern resolve(WasmInstance owner, Definition definition, ExternType type) {
    int imported = module.linkable().importOf(definition);
    if (imported >= 0) {
      return imports.get(imported);
    }
    CoreExtern known = definitions.get(definition);
    if (known == null) {
      known = make(owner, definition, type);
      definitions.put(definition, known);
    }
    return known;
  }

  private CoreExtern make(WasmInstance owner, Definition definition, ExternType type) {
    int index = definition.index();
    return switch (type) {
      case ExternType.Func _ -> store.func(owner.functionInstance(module.wasm().function(index)));
      case ExternType.Table _ -> tables.get(index - module.linkable().imported(Kind.TABLE));
      case ExternType.Memory _ -> memories.get(index - module.linkable().imported(Kind.MEMORY));
      case ExternType.Global(var value, boolean mutable) ->
          new GraalGlobal(store, value, mutable, owner.externalGlobal(index));
      case ExternType.Tag _ -> throw new IllegalStateException("GraalWasm has no tags");
    };
  }
}
