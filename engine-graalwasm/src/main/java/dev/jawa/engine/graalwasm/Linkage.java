package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.UnlinkableException;
import java.util.List;
import java.util.function.Supplier;

/// Checks a module's imports against what is given for them.
final class Linkage {

  private Linkage() {}

  /// @throws UnlinkableException if one does not fit
  static void check(
      GraalStore store, List<ImportDescriptor> imports, List<? extends CoreExtern> externs) {
    if (externs.size() != imports.size()) {
      throw new UnlinkableException(
          "the module has %d imports, %d were given".formatted(imports.size(), externs.size()));
    }
    for (int i = 0; i < externs.size(); i++) {
      check(store, imports.get(i), externs.get(i));
    }
  }

  private static void check(GraalStore store, ImportDescriptor wanted, CoreExtern extern) {
    if (!(extern instanceof GraalExtern given) || given.store() != store) {
      throw incompatible(wanted, "what was given belongs to another store");
    }
    switch (wanted.type()) {
      case ExternType.Func(var type) when given instanceof GraalFunc func ->
          check(wanted, func.type().equals(type), () -> mismatch(type, func.type()));
      case ExternType.Table type when given instanceof GraalTable table ->
          checkTable(wanted, type, table);
      case ExternType.Memory type when given instanceof GraalMemory memory ->
          checkMemory(wanted, type, memory);
      case ExternType.Global(var type, boolean mutable) when given instanceof GraalGlobal global ->
          check(
              wanted,
              global.type() == type && global.mutable() == mutable,
              () -> mismatch(describe(mutable, type), describe(global.mutable(), global.type())));
      case ExternType.Func _,
          ExternType.Table _,
          ExternType.Memory _,
          ExternType.Global _,
          ExternType.Tag _ ->
          throw incompatible(wanted, "expected a " + kind(wanted.type()));
    }
  }

  private static void checkTable(ImportDescriptor wanted, ExternType.Table type, GraalTable table) {
    CoreValType element = table.type().element();
    check(wanted, element == type.element(), () -> mismatch(type.element(), element));
    checkLimits(wanted, type.min(), type.max(), table.size(), table.type().max());
  }

  private static void checkMemory(
      ImportDescriptor wanted, ExternType.Memory type, GraalMemory memory) {
    ExternType.Memory given = memory.type();
    check(wanted, given.shared() == type.shared(), () -> "one is shared, the other is not");
    check(
        wanted,
        given.index64() == type.index64(),
        () -> "one has addresses of 64 bits, the other of 32");
    checkLimits(wanted, type.min(), type.max(), memory.byteSize() >>> 16, given.max());
  }

  private static void checkLimits(
      ImportDescriptor wanted, long wantedMin, long wantedMax, long size, long max) {
    check(wanted, size >= wantedMin, () -> mismatch("a size of at least " + wantedMin, size));
    check(
        wanted,
        wantedMax < 0 || (max >= 0 && max <= wantedMax),
        () -> mismatch("a maximum of at most " + wantedMax, max < 0 ? "none" : max));
  }

  private static String mismatch(Object expected, Object found) {
    return "expected %s, found %s".formatted(expected, found);
  }

  private static String describe(boolean mutable, CoreValType type) {
    return mutable ? "mutable " + type : type.toString();
  }

  private static String kind(ExternType type) {
    return switch (type) {
      case ExternType.Func _ -> "function";
      case ExternType.Table _ -> "table";
      case ExternType.Memory _ -> "memory";
      case ExternType.Global _ -> "global";
      case ExternType.Tag _ -> "tag";
    };
  }

  /// The reason is put together only if there is need of it: instantiation is a hot path.
  private static void check(ImportDescriptor wanted, boolean fits, Supplier<String> reason) {
    if (!fits) {
      throw incompatible(wanted, reason.get());
    }
  }

  private static UnlinkableException incompatible(ImportDescriptor wanted, String reason) {
    return new UnlinkableException(
        "incompatible import type for \"%s\" \"%s\": %s"
            .formatted(wanted.module(), wanted.name(), reason));
  }
}
