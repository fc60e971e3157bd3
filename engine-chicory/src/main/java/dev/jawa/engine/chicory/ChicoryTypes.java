package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.TagImport;
import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.chicory.NumberedNames.ImportName;
import java.util.ArrayList;
import java.util.List;

/// Chicory's types as the SPI's, and back.
final class ChicoryTypes {

  /// What the SPI says for "no maximum".
  private static final long NO_MAX = -1;

  private ChicoryTypes() {}

  static CoreValType valType(ValType type) {
    if (type.equals(ValType.I32)) {
      return CoreValType.I32;
    }
    if (type.equals(ValType.I64)) {
      return CoreValType.I64;
    }
    if (type.equals(ValType.F32)) {
      return CoreValType.F32;
    }
    if (type.equals(ValType.F64)) {
      return CoreValType.F64;
    }
    if (type.equals(ValType.V128)) {
      return CoreValType.V128;
    }
    if (type.equals(ValType.FuncRef)) {
      return CoreValType.FUNCREF;
    }
    return type.equals(ValType.ExternRef) ? CoreValType.EXTERNREF : CoreValType.OTHER_REF;
  }

  static CoreFuncType funcType(FunctionType type) {
    return new CoreFuncType(
        type.params().stream().map(ChicoryTypes::valType).toList(),
        type.returns().stream().map(ChicoryTypes::valType).toList());
  }

  static FunctionType funcType(CoreFuncType type) {
    return FunctionType.of(
        type.params().stream().map(ChicoryTypes::valType).toList(),
        type.results().stream().map(ChicoryTypes::valType).toList());
  }

  private static ValType valType(CoreValType type) {
    return switch (type) {
      case I32 -> ValType.I32;
      case I64 -> ValType.I64;
      case F32 -> ValType.F32;
      case F64 -> ValType.F64;
      case FUNCREF -> ValType.FuncRef;
      case EXTERNREF -> ValType.ExternRef;
      case V128, OTHER_REF ->
          throw new IllegalArgumentException("no host function of chicory takes or gives " + type);
    };
  }

  static List<ImportDescriptor> imports(WasmModule module, List<ImportName> names) {
    List<ImportDescriptor> imports = new ArrayList<>();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      Import entry = module.importSection().getImport(i);
      ImportName name = names.get(i);
      imports.add(new ImportDescriptor(name.module(), name.name(), importType(module, entry)));
    }
    return List.copyOf(imports);
  }

  private static ExternType importType(WasmModule module, Import entry) {
    return switch (entry) {
      case FunctionImport f -> func(module, f.typeIndex());
      case TableImport t -> table(t.entryType(), t.limits());
      case MemoryImport m -> memory(m.limits());
      case GlobalImport g -> global(g.type(), g.mutabilityType());
      case TagImport t -> tag(module, t.tagType().typeIdx());
      default -> throw new IllegalStateException("import of kind " + entry.importType());
    };
  }

  static List<ExportDescriptor> exports(WasmModule module, List<String> names) {
    List<ExportDescriptor> exports = new ArrayList<>();
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      exports.add(new ExportDescriptor(names.get(i), exportType(module, export)));
    }
    return List.copyOf(exports);
  }

  private static ExternType exportType(WasmModule module, Export export) {
    ExternalType kind = export.exportType();
    int imported = module.importSection().count(kind);
    if (export.index() < imported) {
      Import entry =
          module.importSection().stream()
              .filter(i -> i.importType() == kind)
              .skip(export.index())
              .findFirst()
              .orElseThrow();
      return importType(module, entry);
    }
    int index = export.index() - imported;
    return switch (kind) {
      case FUNCTION -> func(module, module.functionSection().getFunctionType(index));
      case TABLE -> {
        var table = module.tableSection().getTable(index);
        yield table(table.elementType(), table.limits());
      }
      case MEMORY -> memory(module.memorySection().orElseThrow().getMemory(index).limits());
      case GLOBAL -> {
        var global = module.globalSection().getGlobal(index);
        yield global(global.valueType(), global.mutabilityType());
      }
      case TAG -> tag(module, module.tagSection().orElseThrow().getTag(index).typeIdx());
    };
  }

  private static ExternType func(WasmModule module, int typeIndex) {
    return new ExternType.Func(funcType(module.typeSection().getType(typeIndex)));
  }

  private static ExternType table(ValType element, TableLimits limits) {
    long max = limits.max() >= TableLimits.LIMIT_MAX ? NO_MAX : limits.max();
    return new ExternType.Table(valType(element), limits.min(), max, false);
  }

  private static ExternType memory(MemoryLimits limits) {
    long max = limits.maximumPages() >= MemoryLimits.MAX_PAGES ? NO_MAX : limits.maximumPages();
    return new ExternType.Memory(limits.initialPages(), max, limits.shared(), false);
  }

  private static ExternType global(ValType type, MutabilityType mutability) {
    return new ExternType.Global(valType(type), mutability == MutabilityType.Var);
  }

  private static ExternType tag(WasmModule module, int typeIndex) {
    return new ExternType.Tag(funcType(module.typeSection().getType(typeIndex)));
  }
}
