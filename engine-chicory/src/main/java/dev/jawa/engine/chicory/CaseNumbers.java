package dev.jawa.engine.chicory;

import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.ArrayList;
import java.util.List;

/// The code of a function from what a `br_table` looks at to the label that it leads to.
///
/// Another table with a constant for each label would be a row of comparisons to the JVM's quick
/// compiler, and too large a method for it if there are thousands. Compilers number their cases
/// mostly in order, so this is a tree of comparisons that finds the run of labels, and within it
/// the label is computed.
final class CaseNumbers {

  private static final byte[] I32 = {0x7F};
  private static final int I32_LT_U = 0x49;
  private static final int I32_ADD = 0x6A;
  private static final int I32_SUB = 0x6B;

  /// Labels of neighbours that are the same, or each one more or one less than the one before.
  private record Run(int from, int label, int slope) {

    List<Node> code() {
      Operator value = Operator.local(Operators.LOCAL_GET, 0);
      return switch (slope) {
        case 0 -> List.of(Operator.constant(label));
        case 1 -> List.of(value, Operator.constant(label - from), plain(I32_ADD));
        default -> List.of(Operator.constant(label + from), value, plain(I32_SUB));
      };
    }
  }

  private CaseNumbers() {}

  /// The function's body, with one parameter, one result and no locals.
  ///
  /// @param labels of the table, the last for all values beyond the others
  static byte[] code(int[] labels) {
    BodyWriter writer = new BodyWriter(local -> local);
    choice(runs(labels)).forEach(writer::node);
    byte[] expression = writer.end();
    return new WasmSink().u32(0).raw(expression, 0, expression.length).bytes();
  }

  private static List<Run> runs(int[] labels) {
    List<Run> runs = new ArrayList<>();
    int last = labels.length - 1;
    for (int from = 0; from < last; ) {
      int to = from + 1;
      int slope = to < last ? labels[to] - labels[from] : 0;
      if (Math.abs(slope) > 1) {
        slope = 0;
      }
      while (to < last && labels[to] - labels[to - 1] == slope) {
        to++;
      }
      runs.add(new Run(from, labels[from], slope));
      from = to;
    }
    runs.add(new Run(last, labels[last], 0));
    return runs;
  }

  private static List<Node> choice(List<Run> runs) {
    if (runs.size() == 1) {
      return runs.getFirst().code();
    }
    int middle = runs.size() / 2;
    Block either = new Block(Operators.IF, I32, 1);
    either.body.add(Statement.of(choice(runs.subList(0, middle))));
    either.hasElse = true;
    either.otherwise.add(Statement.of(choice(runs.subList(middle, runs.size()))));
    return List.of(
        Operator.local(Operators.LOCAL_GET, 0),
        Operator.constant(runs.get(middle).from()),
        plain(I32_LT_U),
        either);
  }

  private static Operator plain(int opcode) {
    return Operator.plain(opcode, Operator.NOTHING);
  }
}
