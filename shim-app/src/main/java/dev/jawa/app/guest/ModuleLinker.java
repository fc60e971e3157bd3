package dev.jawa.app.guest;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.wasi.preview1.Preview1;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds what core modules import: in the libraries that come before them, in WASI 0.1, and what is
/// in neither as the user wishes.
final class ModuleLinker {

  private static final String INITIALIZE = "_initialize";

  private final List<ModuleLibrary> libraries;
  private final UnknownImports unknownImports;

  /// @param libraries in the order in which they are instantiated
  ModuleLinker(List<ModuleLibrary> libraries, UnknownImports unknownImports) {
    this.libraries = libraries;
    this.unknownImports = unknownImports;
  }

  /// Looks for everything without starting anything.
  ///
  /// @throws UnlinkableException naming what is missing
  void check(CoreModule module, CoreStore store, Preview1 preview1) {
    Map<String, ModuleLibrary> before = new HashMap<>();
    for (ModuleLibrary library : libraries) {
      check(library.module(), before, store, preview1);
      before.put(library.name(), library);
    }
    check(module, before, store, preview1);
  }

  private void check(
      CoreModule module, Map<String, ModuleLibrary> before, CoreStore store, Preview1 preview1) {
    List<String> missing = new ArrayList<>();
    for (ImportDescriptor wanted : module.imports()) {
      ModuleLibrary library = before.get(wanted.module());
      boolean known =
          library == null
              ? preview1.function(wanted.module(), wanted.name()) != null
              : library.hasExport(wanted.name());
      if (!known && unknownImports == UnknownImports.REFUSE) {
        missing.add(wanted.module() + "#" + wanted.name());
      } else if (!known) {
        CoreFunc _ = unknownImports.standIn(wanted, store);
      }
    }
    if (!missing.isEmpty()) {
      throw new UnlinkableException("unknown import: " + String.join(", ", missing));
    }
  }

  /// Makes the libraries and the module, each initialised before the next is made.
  ///
  /// @throws UnlinkableException if an export is not of the type that is imported
  CoreInstance instantiate(CoreModule module, CoreStore store, Preview1 preview1) {
    Map<String, CoreInstance> before = new HashMap<>();
    for (ModuleLibrary library : libraries) {
      before.put(library.name(), instantiate(library.module(), before, store, preview1));
    }
    return instantiate(module, before, store, preview1);
  }

  private CoreInstance instantiate(
      CoreModule module, Map<String, CoreInstance> before, CoreStore store, Preview1 preview1) {
    List<CoreExtern> imports = new ArrayList<>();
    for (ImportDescriptor wanted : module.imports()) {
      CoreInstance library = before.get(wanted.module());
      CoreExtern known =
          library == null
              ? preview1.function(wanted.module(), wanted.name())
              : library.export(wanted.name());
      imports.add(known == null ? unknownImports.standIn(wanted, store) : known);
    }
    CoreInstance instance = store.instantiate(module, imports);
    ModuleGuest.callIfThere(instance, INITIALIZE);
    return instance;
  }
}
