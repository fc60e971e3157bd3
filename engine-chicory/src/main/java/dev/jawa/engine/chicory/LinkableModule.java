package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.Global;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TableSection;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A module as it is instantiated: bodies of compiled functions are left out, as nothing looks at
/// them any more; those of interpreted ones are made ready by [InterpretedOps]. A table for
/// [ForeignFunctions] may come behind its own.
final class LinkableModule {

  static final FunctionBody NO_BODY = new FunctionBody(List.of(), List.of());

  private LinkableModule() {}

  /// @param interpreted whether the function with this index runs in the interpreter
  static WasmModule of(WasmModule module, IntPredicate interpreted) {
    WasmModule.Builder copy =
        WasmModule.builder()
            .withValidation(false)
            .setTypeSection(module.typeSection())
            .setImportSection(module.importSection())
            .setFunctionSection(module.functionSection())
            .setTableSection(tables(module, interpreted))
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

  private static TableSection tables(WasmModule module, IntPredicate interpreted) {
    int imported = module.importSection().count(ExternalType.FUNCTION);
    int functions = module.functionSection().functionCount();
    boolean allCompiled = IntStream.range(imported, imported + functions).noneMatch(interpreted);
    if (!allCompiled || !mayMeetForeignFunctions(module)) {
      return module.tableSection();
    }
    TableSection.Builder tables = TableSection.builder();
    for (int i = 0; i < module.tableSection().tableCount(); i++) {
      tables.addTable(module.tableSection().getTable(i));
    }
    return tables.addTable(ForeignFunctions.declaration()).build();
  }

  /// Whether it has `call_ref`.
  static boolean callsByReference(WasmModule module) {
    return Arrays.stream(module.codeSection().functionBodies())
        .flatMap(body -> body.instructions().stream())
        .anyMatch(instruction -> instruction.opcode() == OpCode.CALL_REF);
  }

  /// Whether it has a place for references that it can call: a global for functions, or a table for
  /// functions of one type. Code of an earlier run comes without bodies that would tell more.
  private static boolean mayMeetForeignFunctions(WasmModule module) {
    Stream<ValType> imported =
        module.importSection().stream()
            .flatMap(entry ->
                switch (entry) {
                  case GlobalImport global -> Stream.of(global.type());
                  case TableImport table -> typed(table.entryType());
                  default -> Stream.empty();
                });
    Stream<ValType> globals =
        Arrays.stream(module.globalSection().globals()).map(Global::valueType);
    Stream<ValType> tables =
        IntStream.range(0, module.tableSection().tableCount())
            .mapToObj(module.tableSection()::getTable)
            .flatMap(table -> typed(table.elementType()));
    return Stream.of(imported, globals, tables)
        .flatMap(Function.identity())
        .anyMatch(type -> type.isReference() && Hierarchy.of(type, module) == Hierarchy.FUNC);
  }

  private static Stream<ValType> typed(ValType element) {
    return element.equals(ValType.FuncRef) ? Stream.empty() : Stream.of(element);
  }

  /// Whether its instances have [ForeignFunctions].
  static boolean meetsForeignFunctions(WasmModule linkable) {
    int last = linkable.tableSection().tableCount() - 1;
    return last >= 0 && ForeignFunctions.isDeclaredBy(linkable.tableSection().getTable(last));
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
