package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Parts statements that are so long that no piece could be made of them: what is on the operand
/// stack goes to locals and comes from there again.
///
/// Compilers like to keep everything on the stack; the whole of a hash function may be one
/// statement.
final class LongStatements {

  /// With more operands it is better to wait for fewer.
  private static final int FEW = 3;

  private static final int MOST = 16;

  /// A place on the stack.
  private record Slot(int height, ValType type) {}

  private final SplitBody body;
  private final int least;
  private final Map<Slot, Integer> locals = new HashMap<>();

  private Statement current = new Statement();
  private int weighed;
  private int weight;

  LongStatements(SplitBody body, SplitSizes sizes) {
    this.body = body;
    this.least = sizes.least();
  }

  /// Whether the statement, at whose end these operands are on the stack, is better parted here.
  boolean isLong(Statement statement, OperandTypes operands) {
    weigh(statement);
    int most = weight < 2 * least ? FEW : MOST;
    return weight > least && operands.height() <= most && operands.areNumbers();
  }

  private void weigh(Statement statement) {
    if (statement != current) {
      current = statement;
      weighed = 0;
      weight = 0;
    }
    List<Node> nodes = statement.nodes;
    for (; weighed < nodes.size(); weighed++) {
      weight += nodes.get(weighed).weight();
    }
  }

  /// Ends the statement, and returns the next one, with the same operands on the stack.
  Statement part(Statement statement, OperandTypes operands) {
    List<ValType> types = operands.types();
    Statement next = new Statement();
    for (int i = 0; i < types.size(); i++) {
      next.nodes.add(Operator.local(Operators.LOCAL_GET, local(i, types.get(i))));
    }
    for (int i = types.size() - 1; i >= 0; i--) {
      statement.nodes.add(Operator.local(Operators.LOCAL_SET, local(i, types.get(i))));
    }
    return next;
  }

  /// The same one each time: what it holds is taken from it at once.
  private int local(int height, ValType type) {
    return locals.computeIfAbsent(new Slot(height, type), _ -> body.local(type));
  }
}
