package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.ImportSection;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TagImport;
import java.util.List;
import java.util.function.IntPredicate;

/// A module as it is instantiated.
///
/// The SPI links by position, Chicory by name: so the imports are numbered, which also allows two of one name. Bodies of
/// compiled functions are left out, as nothing looks at them any more; those of interpreted ones are made ready by
/// [InterpretedOps].
final class LinkableModule {

  private static final FunctionBody NO_BODY = new FunctionBody(List.of(), List.of());

  /// The module name of every import.
  static final String IMPORT_MODULE = "";

  private LinkableModule() {}

  /// The name of the n-th import.
  static String importName(int n) {
    return Integer.toString(n);
  }

  /// @param interpreted whether the function with this index runs in the interpreter
  static WasmModule of(WasmModule module, IntPredicate interpreted) {
    WasmModule.Builder copy =
        WasmModule.builder()
            .withValidation(false)
            .setTypeSection(module.typeSection())
            .setImportSection(numbered(module.importSection()))
            .setFunctionSection(module.functionSection())
            .setTableSection(module.tableSection())
            .setGlobalSection(module.globalSection())
            .setExportSection(module.exportSection())
            .setElementSection(module.elementSection())
            .setCodeSection(code(module, interpreted))
            .setDataSection(module.dataSection());
    module.memorySection().ifPresent(copy::setMemorySection);
    module.startSection().ifPresent(copy::setStartSection);
    module.dataCountSection().ifPresent(copy::setDataCountSection);
    module.tagSection().ifPresent(copy::setTagSection);
    module.customSections().forEach(section -> copy.addCustomSection(section.name(), section));
    return copy.build();
  }

  private static ImportSection numbered(ImportSection section) {
    ImportSection.Builder imports = ImportSection.builder();
    for (int i = 0; i < section.importCount(); i++) {
      imports.addImport(renamed(section.getImport(i), importName(i)));
    }
    return imports.build();
  }

  private static Import renamed(Import entry, String name) {
    return switch (entry) {
      case FunctionImport f -> new FunctionImport(IMPORT_MODULE, name, f.typeIndex());
      case TableImport t -> new TableImport(IMPORT_MODULE, name, t.entryType(), t.limits());
      case MemoryImport m -> new MemoryImport(IMPORT_MODULE, name, m.limits());
      case GlobalImport g -> new GlobalImport(IMPORT_MODULE, name, g.mutabilityType(), g.type());
      case TagImport t ->
          new TagImport(IMPORT_MODULE, name, t.tagType().attribute(), t.tagType().typeIdx());
      default -> throw new IllegalStateException("import of kind " + entry.importType());
    };
  }

  private static CodeSection code(WasmModule module, IntPredicate interpreted) {
    int imported = module.importSection().count(ExternalType.FUNCTION);
    CodeSection.Builder code =
        CodeSection.builder().setRequiresDataCount(module.codeSection().isRequiresDataCount());
    for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
      boolean needed = interpreted.test(imported + i);
      code.addFunctionBody(
          needed ? InterpretedOps.prepare(module.codeSection().getFunctionBody(i)) : NO_BODY);
    }
    return code.build();
  }
}
