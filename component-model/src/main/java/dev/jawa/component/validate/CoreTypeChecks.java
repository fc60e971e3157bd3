package dev.jawa.component.validate;

import dev.jawa.component.ast.CoreTypeDef;
import dev.jawa.component.type.CoreSubType;
import java.util.function.IntUnaryOperator;

/// Defines core types and refuses groups that refer beyond themselves.
final class CoreTypeChecks {

  private CoreTypeChecks() {}

  /// @param lookup from an index below the first one to the number of a type
  /// @return the number of the first member
  static int define(
      CoreTypes types,
      CoreTypeDef.Rec group,
      int firstIndex,
      IntUnaryOperator lookup,
      int offset) {
    int end = firstIndex + group.members().size();
    for (int i = 0; i < group.members().size(); i++) {
      CoreSubType member = group.members().get(i);
      if (member.supertypes().size() > 1) {
        throw new InvalidException("a core type can have one supertype only", offset);
      }
      for (int supertype : member.supertypes()) {
        if (supertype >= firstIndex + i) {
          throw new InvalidException("unknown type " + supertype + ": supertypes come first", offset);
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
}
