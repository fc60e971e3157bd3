package dev.jawa.component.validate;

import dev.jawa.component.ast.CoreTypeDef;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreSubType;
import java.util.function.IntUnaryOperator;

/// Defines core types and refuses groups that refer beyond themselves.
final class CoreTypeChecks {

  private CoreTypeChecks() {}

  /// @param lookup from an index below the first one to the number of a type
  /// @return the number of the first member
  static int define(
      CoreTypes types, CoreTypeDef.Rec group, int firstIndex, IntUnaryOperator lookup, int offset) {
    int end = firstIndex + group.members().size();
    for (int i = 0; i < group.members().size(); i++) {
      CoreSubType member = group.members().get(i);
      if (member.supertypes().size() > 1) {
        throw new InvalidException("a core type can have one supertype only", offset);
      }
      for (int supertype : member.supertypes()) {
        if (supertype >= firstIndex + i) {
          throw new InvalidException(
              "unknown type " + supertype + ": supertypes come first", offset);
        }
      }
    }
    return types.define(
        group,
        firstIndex,
        index -> {
          if (index >= end) {
            throw new InvalidException(
                "unknown type " + index + ": type index out of bounds", offset);
          }
          return lookup.applyAsInt(index);
        });
  }

  /// Checks the type of an import or export that a module type declares.
  static void extern(CoreTypes types, CoreExternDesc type, int offset) {
    switch (type) {
      case CoreExternDesc.Func(int func) -> function(types, func, offset);
      case CoreExternDesc.Tag(int tag) -> function(types, tag, offset);
      case CoreExternDesc.Table(var _, var limits) ->
          limits(limits, limits.index64() ? -1 : 0xFFFF_FFFFL, "table size", offset);
      case CoreExternDesc.Memory memory -> memory(memory, offset);
      case CoreExternDesc.Global _ -> {}
    }
  }

  private static void function(CoreTypes types, int type, int offset) {
    if (!(types.get(type).type() instanceof CoreSubType.CompositeType.Func)) {
      throw new InvalidException("a core type is used as a function type, but is none", offset);
    }
  }

  private static void memory(CoreExternDesc.Memory memory, int offset) {
    int pageBits = memory.pageSizeLog2();
    if (pageBits != 0 && pageBits != 16) {
      throw new InvalidException("invalid custom page size", offset);
    }
    int addressBits = memory.limits().index64() ? 64 : 32;
    long pages = addressBits - pageBits == 64 ? -1 : 1L << addressBits - pageBits;
    limits(memory.limits(), pages, "memory size", offset);
    if (memory.shared() && memory.limits().max().isEmpty()) {
      throw new InvalidException("shared memory must have maximum size", offset);
    }
  }

  private static void limits(CoreExternDesc.Limits limits, long most, String what, int offset) {
    long max = limits.max().orElse(limits.min());
    if (Long.compareUnsigned(limits.min(), most) > 0 || Long.compareUnsigned(max, most) > 0) {
      throw new InvalidException(what + " must be at most " + Long.toUnsignedString(most), offset);
    }
    if (Long.compareUnsigned(limits.min(), max) > 0) {
      throw new InvalidException("size minimum must not be greater than maximum", offset);
    }
  }
}
