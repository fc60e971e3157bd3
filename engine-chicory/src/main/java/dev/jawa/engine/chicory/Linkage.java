package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.ImportTag;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.Value;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.ImportMatch;
import dev.jawa.engine.UnlinkableException;
import java.util.List;
import java.util.stream.Stream;

/// Gives a module its imports, checked; [NumberedNames] says why they have numbers for names.
final class Linkage {

  private final ChicoryStore store;
  private final ChicoryInstance importer;
  private final ImportValues.Builder values = ImportValues.builder();

  private Linkage(ChicoryStore store, ChicoryInstance importer) {
    this.store = store;
    this.importer = importer;
  }

  /// @throws UnlinkableException if one does not fit
  static ImportValues link(
      ChicoryStore store,
      ChicoryInstance importer,
      List<ImportDescriptor> imports,
      List<? extends CoreExtern> externs) {
    ImportMatch.number(imports, externs);
    Linkage linkage = new Linkage(store, importer);
    for (int i = 0; i < externs.size(); i++) {
      linkage.add(imports.get(i), i, externs.get(i));
    }
    return linkage.values.build();
  }

  private void add(ImportDescriptor wanted, int index, CoreExtern extern) {
    String name = NumberedNames.number(index);
    if (!(extern instanceof ChicoryExtern given) || given.store() != store) {
      throw ImportMatch.otherStore(wanted);
    }
    switch (wanted.type()) {
      case ExternType.Func(CoreFuncType type) when given instanceof ChicoryFunc func ->
          addFunc(wanted, name, type, func);
      case ExternType.Table type when given instanceof ChicoryTable table ->
          addTable(wanted, name, type, table);
      case ExternType.Memory type when given instanceof ChicoryMemory memory ->
          addMemory(wanted, name, type, memory);
      case ExternType.Global type when given instanceof ChicoryGlobal global ->
          addGlobal(wanted, index, type, global);
      case ExternType.Tag(CoreFuncType type) when given instanceof ChicoryTag tag -> {
        ImportMatch.func(wanted, type, tag.type());
        ImportMatch.check(
            wanted,
            valueTypes(type).noneMatch(Linkage::isInstanceBound),
            () -> ForeignReferences.REFUSAL);
        values.addTag(new ImportTag(NumberedNames.IMPORT_MODULE, name, tag.tag()));
      }
      case ExternType.Func _,
          ExternType.Table _,
          ExternType.Memory _,
          ExternType.Global _,
          ExternType.Tag _ ->
          throw ImportMatch.otherKind(wanted);
    }
  }

  private void addFunc(ImportDescriptor wanted, String name, CoreFuncType type, ChicoryFunc func) {
    ImportMatch.func(wanted, type, func.type());
    // Chicory's references to functions and to GC objects are indices that mean something in one
    // instance only.
    ImportMatch.check(
        wanted,
        func instanceof HostFunc || valueTypes(type).noneMatch(Linkage::isInstanceBound),
        () -> ForeignReferences.REFUSAL);
    values.addFunction(
        new ImportFunction(
            NumberedNames.IMPORT_MODULE, name, func.chicoryType(), func.importedBy(importer)));
  }

  private static Stream<CoreValType> valueTypes(CoreFuncType type) {
    return Stream.concat(type.params().stream(), type.results().stream());
  }

  private static boolean isInstanceBound(CoreValType type) {
    return switch (type) {
      case I32, I64, F32, F64, V128, EXTERNREF -> false;
      case FUNCREF, OTHER_REF -> true;
    };
  }

  private void addTable(
      ImportDescriptor wanted, String name, ExternType.Table type, ChicoryTable given) {
    TableLimits limits = given.table().limits();
    ImportMatch.element(wanted, type.element(), ChicoryTypes.valType(given.table().elementType()));
    checkLimits(wanted, type.min(), type.max(), given.size(), limits.max(), TableLimits.LIMIT_MAX);
    values.addTable(new ImportTable(NumberedNames.IMPORT_MODULE, name, given.table()));
  }

  private void addMemory(
      ImportDescriptor wanted, String name, ExternType.Memory type, ChicoryMemory given) {
    Memory memory = given.memory();
    ImportMatch.shared(wanted, type.shared(), memory.shared());
    checkLimits(
        wanted,
        type.min(),
        type.max(),
        memory.pages(),
        given.maxPages(),
        memory.shared() ? Memory.RUNTIME_MAX_PAGES : MemoryLimits.MAX_PAGES);
    values.addMemory(new ImportMemory(NumberedNames.IMPORT_MODULE, name, memory));
  }

  /// @param unlimited what stands for "no maximum" in `max`; -1 does in `wantedMax`. A maximum that
  ///   large and none are the same to Chicory
  private static void checkLimits(
      ImportDescriptor wanted,
      long wantedMin,
      long wantedMax,
      long size,
      long max,
      long unlimited) {
    boolean none = max >= unlimited && wantedMax < unlimited;
    ImportMatch.limits(wanted, wantedMin, wantedMax, size, none ? -1 : max);
  }

  private void addGlobal(
      ImportDescriptor wanted, int index, ExternType.Global type, ChicoryGlobal given) {
    ImportMatch.global(wanted, type, given);
    ImportMatch.check(
        wanted,
        !isInstanceBound(given.type())
            || given.get() == Value.REF_NULL_VALUE
            || ForeignReferences.crosses(index, importer.module().wasm()),
        () -> ForeignReferences.REFUSAL);
    values.addGlobal(
        new ImportGlobal(NumberedNames.IMPORT_MODULE, NumberedNames.number(index), given.global()));
  }
}
