package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.ImportMatch;
import dev.jawa.engine.UnlinkableException;
import java.util.List;

/// Checks a module's imports against what is given for them.
final class Linkage {

  private Linkage() {}

  /// @throws UnlinkableException if one does not fit
  static void check(
      GraalStore store, List<ImportDescriptor> imports, List<? extends CoreExtern> externs) {
    ImportMatch.number(imports, externs);
    for (int i = 0; i < externs.size(); i++) {
      check(store, imports.get(i), externs.get(i));
    }
  }

  private static void check(GraalStore store, ImportDescriptor wanted, CoreExtern extern) {
    if (!(extern instanceof GraalExtern given) || given.store() != store) {
      throw ImportMatch.otherStore(wanted);
    }
    switch (wanted.type()) {
      case ExternType.Func(var type) when given instanceof GraalFunc func ->
          ImportMatch.func(wanted, type, func.type());
      case ExternType.Table type when given instanceof GraalTable table ->
          checkTable(wanted, type, table);
      case ExternType.Memory type when given instanceof GraalMemory memory ->
          checkMemory(wanted, type, memory);
      case ExternType.Global type when given instanceof GraalGlobal global ->
          ImportMatch.global(wanted, type, global);
      case ExternType.Func _,
          ExternType.Table _,
          ExternType.Memory _,
          ExternType.Global _,
          ExternType.Tag _ ->
          throw ImportMatch.otherKind(wanted);
    }
  }

  private static void checkTable(ImportDescriptor wanted, ExternType.Table type, GraalTable table) {
    ImportMatch.element(wanted, type.element(), table.type().element());
    ImportMatch.limits(wanted, type.min(), type.max(), table.size(), table.type().max());
  }

  private static void checkMemory(
      ImportDescriptor wanted, ExternType.Memory type, GraalMemory memory) {
    ExternType.Memory given = memory.type();
    ImportMatch.shared(wanted, type.shared(), given.shared());
    ImportMatch.check(
        wanted,
        given.index64() == type.index64(),
        () -> "one has addresses of 64 bits, the other of 32");
    ImportMatch.limits(wanted, type.min(), type.max(), memory.byteSize() >>> 16, given.max());
  }
}
