package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import java.util.List;
import java.util.function.IntPredicate;

/// A module as it is instantiated: bodies of compiled functions are left out, as nothing looks at
/// them any more; those of interpreted ones are made ready by [InterpretedOps].
final class LinkableModule {

  private static final FunctionBody NO_BODY = new FunctionBody(List.of(), List.of());

  private LinkableModule() {}

  /// @param interpreted whether the function with this index runs in the interpreter
  static WasmModule of(WasmModule module, IntPredicate interpreted) {
    WasmModule.Builder copy =
        WasmModule.builder()
            .withValidation(false)
            .setTypeSection(module.typeSection())
            .setImportSection(module.importSection())
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
