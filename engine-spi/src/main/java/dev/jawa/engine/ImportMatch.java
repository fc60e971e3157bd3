package dev.jawa.engine;

import java.util.List;
import java.util.function.Supplier;

/// What engines check of the things given for a module's imports, and the words in which they
/// refuse them: the same for every engine. Spec: core, "Import Matching".
///
/// Instantiation is a hot path: reasons are put together only when there is need of them.
public final class ImportMatch {

  private ImportMatch() {}

  /// @throws UnlinkableException if there are more or fewer than the module imports
  public static void number(List<ImportDescriptor> imports, List<? extends CoreExtern> externs) {
    if (externs.size() != imports.size()) {
      throw new UnlinkableException(
          "the module has %d imports, %d were given".formatted(imports.size(), externs.size()));
    }
  }

  /// @throws UnlinkableException if the condition does not hold
  public static void check(ImportDescriptor wanted, boolean fits, Supplier<String> reason) {
    if (!fits) {
      throw incompatible(wanted, reason.get());
    }
  }

  /// @throws UnlinkableException if the types differ
  public static void func(ImportDescriptor wanted, CoreFuncType type, CoreFuncType given) {
    check(wanted, given.equals(type), () -> mismatch(type, given));
  }

  /// Of tables.
  ///
  /// @throws UnlinkableException if the element types differ
  public static void element(ImportDescriptor wanted, CoreValType type, CoreValType given) {
    check(wanted, given == type, () -> mismatch(type, given));
  }

  /// @throws UnlinkableException if type or mutability differ
  public static void global(ImportDescriptor wanted, ExternType.Global type, CoreGlobal given) {
    check(
        wanted,
        given.mutable() == type.mutable() && given.type() == type.type(),
        () ->
            mismatch(
                describe(type.mutable(), type.type()), describe(given.mutable(), given.type())));
  }

  /// Of memories.
  ///
  /// @throws UnlinkableException if only one is shared
  public static void shared(ImportDescriptor wanted, boolean shared, boolean given) {
    check(wanted, given == shared, () -> "one is shared, the other is not");
  }

  /// Of tables and memories, in elements and pages; a negative maximum is none.
  ///
  /// @param size how large it is now
  /// @throws UnlinkableException if it is too small or may become too large
  public static void limits(
      ImportDescriptor wanted, long wantedMin, long wantedMax, long size, long max) {
    check(wanted, size >= wantedMin, () -> mismatch("a size of at least " + wantedMin, size));
    check(
        wanted,
        wantedMax < 0 || (max >= 0 && max <= wantedMax),
        () -> mismatch("a maximum of at most " + wantedMax, max < 0 ? "none" : max));
  }

  /// What was given is of another kind.
  public static UnlinkableException otherKind(ImportDescriptor wanted) {
    return incompatible(wanted, "expected a " + kind(wanted.type()));
  }

  /// What was given is not of the store in which the module is instantiated.
  public static UnlinkableException otherStore(ImportDescriptor wanted) {
    return incompatible(wanted, "what was given belongs to another store");
  }

  private static UnlinkableException incompatible(ImportDescriptor wanted, String reason) {
    return new UnlinkableException(
        "incompatible import type for \"%s\" \"%s\": %s"
            .formatted(wanted.module(), wanted.name(), reason));
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
}
