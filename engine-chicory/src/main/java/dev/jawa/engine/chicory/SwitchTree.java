package dev.jawa.engine.chicory;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.Comparator;
import java.util.List;

/// Makes large switches trees of comparisons.
///
/// The JIT's quick compiler makes a switch a row of comparisons, one for each case, and Chicory
/// chooses one of a thousand functions and more for each indirect call.
final class SwitchTree {

  /// What is left to a switch of the JVM's own.
  private static final int LEAF = 4;

  private SwitchTree() {}

  /// Replaces the large switches of a method. What they switch on is on the stack, and may have
  /// anything below it.
  static CodeTransform ofSwitches() {
    return (builder, element) -> {
      switch (element) {
        case LookupSwitchInstruction lookup when lookup.cases().size() > LEAF ->
            plant(builder, lookup.cases(), lookup.defaultTarget());
        case TableSwitchInstruction table when table.cases().size() > LEAF ->
            plant(builder, table.cases(), table.defaultTarget());
        case CodeElement other -> builder.with(other);
      }
    };
  }

  private static void plant(CodeBuilder code, List<SwitchCase> cases, Label otherwise) {
    int key = code.allocateLocal(TypeKind.INT);
    code.istore(key);
    grow(
        code,
        key,
        cases.stream().sorted(Comparator.comparingInt(SwitchCase::caseValue)).toList(),
        otherwise);
  }

  /// Writes the tree.
  ///
  /// @param key the local that holds what is switched on
  /// @param cases in their order
  static void grow(CodeBuilder code, int key, List<SwitchCase> cases, Label otherwise) {
    if (cases.size() <= LEAF) {
      code.iload(key).lookupswitch(otherwise, cases);
      return;
    }
    int middle = cases.size() / 2;
    Label upper = code.newLabel();
    code.iload(key).loadConstant(cases.get(middle).caseValue()).if_icmpge(upper);
    grow(code, key, cases.subList(0, middle), otherwise);
    code.labelBinding(upper);
    grow(code, key, cases.subList(middle, cases.size()), otherwise);
  }
}
