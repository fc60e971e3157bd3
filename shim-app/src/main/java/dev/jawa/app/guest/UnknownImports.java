package dev.jawa.app.guest;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;

/// What becomes of the functions that a core module imports and that nothing here provides.
public enum UnknownImports {
  /// The module does not link.
  REFUSE,
  /// A call traps.
  TRAP,
  /// A call returns zeros.
  DEFAULT;

  /// What is linked in place of an import.
  ///
  /// @throws UnlinkableException if something that is no function, or a function that cannot be
  ///   stood in for, is missing
  CoreFunc standIn(ImportDescriptor wanted, CoreStore store) {
    String name = wanted.module() + "#" + wanted.name();
    if (this == REFUSE || !(wanted.type() instanceof ExternType.Func(CoreFuncType type))) {
      throw new UnlinkableException("unknown import: " + name);
    }
    if (this == TRAP) {
      return store.hostFunc(type, trapping(name));
    }
    if (!type.results().stream().allMatch(UnknownImports::isNumber)) {
      throw new UnlinkableException(
          "unknown import: %s has no default result of the type %s".formatted(name, type));
    }
    return store.hostFunc(type, (_, _) -> new long[type.results().size()]);
  }

  private static HostFunction trapping(String name) {
    return (_, _) -> {
      throw new Trap(Trap.Kind.HOST, "unknown import: %s has not been defined".formatted(name));
    };
  }

  private static boolean isNumber(CoreValType type) {
    return switch (type) {
      case I32, I64, F32, F64 -> true;
      case V128, FUNCREF, EXTERNREF, OTHER_REF -> false;
    };
  }
}
