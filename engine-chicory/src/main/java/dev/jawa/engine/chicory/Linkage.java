package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.ImportTag;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.ImportSection;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TagImport;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.UnlinkableException;
import java.util.List;

/// Gives a module its imports.
///
/// The SPI links by position, Chicory by name. So the module that is instantiated has its imports numbered, which also
/// allows two imports of one name.
final class Linkage {

  private static final String MODULE = "";

  private Linkage() {}

  /// The module with import number N called "N".
  static WasmModule withNumberedImports(WasmModule module) {
    ImportSection.Builder imports = ImportSection.builder();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      imports.addImport(renamed(module.importSection().getImport(i), Integer.toString(i)));
    }
    WasmModule.Builder copy =
        WasmModule.builder()
            .withValidation(false)
            .setTypeSection(module.typeSection())
            .setImportSection(imports.build())
            .setFunctionSection(module.functionSection())
            .setTableSection(module.tableSection())
            .setGlobalSection(module.globalSection())
            .setExportSection(module.exportSection())
            .setElementSection(module.elementSection())
            .setCodeSection(module.codeSection())
            .setDataSection(module.dataSection());
    module.memorySection().ifPresent(copy::setMemorySection);
    module.startSection().ifPresent(copy::setStartSection);
    module.dataCountSection().ifPresent(copy::setDataCountSection);
    module.tagSection().ifPresent(copy::setTagSection);
    module.customSections().forEach(section -> copy.addCustomSection(section.name(), section));
    return copy.build();
  }

  private static Import renamed(Import entry, String name) {
    return switch (entry) {
      case FunctionImport f -> new FunctionImport(MODULE, name, f.typeIndex());
      case TableImport t -> new TableImport(MODULE, name, t.entryType(), t.limits());
      case MemoryImport m -> new MemoryImport(MODULE, name, m.limits());
      case GlobalImport g -> new GlobalImport(MODULE, name, g.mutabilityType(), g.type());
      case TagImport t ->
          new TagImport(MODULE, name, t.tagType().attribute(), t.tagType().typeIdx());
      default -> throw new IllegalStateException("import of kind " + entry.importType());
    };
  }

  /// Checks the imports and makes them Chicory's.
  static ImportValues link(
      ChicoryModule module,
      ChicoryStore store,
      ChicoryInstance importer,
      List<? extends CoreExtern> externs) {
    List<ImportDescriptor> imports = module.imports();
    if (externs.size() != imports.size()) {
      throw new UnlinkableException(
          "the module has %d imports, %d were given".formatted(imports.size(), externs.size()));
    }
    ImportValues.Builder values = ImportValues.builder();
    for (int i = 0; i < externs.size(); i++) {
      add(values, imports.get(i), Integer.toString(i), externs.get(i), store, importer);
    }
    return values.build();
  }

  private static void add(
      ImportValues.Builder values,
      ImportDescriptor wanted,
      String name,
      CoreExtern extern,
      ChicoryStore store,
      ChicoryInstance importer) {
    if (!(extern instanceof ChicoryExtern given) || given.store() != store) {
      throw incompatible(wanted, "it belongs to another store");
    }
    switch (given) {
      case ChicoryFunc f when wanted.type() instanceof ExternType.Func(CoreFuncType type) -> {
        if (!f.type().equals(type)) {
          throw incompatible(wanted, "expected " + type + ", found " + f.type());
        }
        values.addFunction(
            new ImportFunction(MODULE, name, f.chicoryType(), f.importedBy(importer)));
      }
      case ChicoryTable t when wanted.type() instanceof ExternType.Table ->
          values.addTable(new ImportTable(MODULE, name, t.table()));
      case ChicoryMemory m when wanted.type() instanceof ExternType.Memory ->
          values.addMemory(new ImportMemory(MODULE, name, m.memory()));
      case ChicoryGlobal g when wanted.type() instanceof ExternType.Global ->
          values.addGlobal(new ImportGlobal(MODULE, name, g.global()));
      case ChicoryTag t when wanted.type() instanceof ExternType.Tag ->
          values.addTag(new ImportTag(MODULE, name, t.tag()));
      case ChicoryExtern _ ->
          throw incompatible(wanted, "it is of another kind: " + given.getClass().getSimpleName());
    }
  }

  private static UnlinkableException incompatible(ImportDescriptor wanted, String why) {
    return new UnlinkableException(
        "incompatible import type for \"%s\" \"%s\": %s"
            .formatted(wanted.module(), wanted.name(), why));
  }
}
