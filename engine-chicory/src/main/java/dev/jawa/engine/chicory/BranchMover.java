package dev.jawa.engine.chicory;

import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/// The same code at another place, from which the labels outside are reached in other ways.
final class BranchMover {

  /// How a label is reached.
  ///
  /// @param label the label to branch to
  /// @param number what a local has to hold then, or [#NOTHING]
  record Way(int label, int number) {

    static final int NOTHING = -1;

    static Way to(int label) {
      return new Way(label, NOTHING);
    }

    boolean isPlain() {
      return number == NOTHING;
    }

    Way within(int depth) {
      return new Way(label + depth, number);
    }
  }

  private final int local;
  private final IntFunction<Way> ways;

  /// @param local an `i32` for the numbers, which the code itself does not use
  /// @param ways what a label becomes that is outside of all code that is moved
  BranchMover(int local, IntFunction<Way> ways) {
    this.local = local;
    this.ways = ways;
  }

  List<Statement> move(List<Statement> statements) {
    return move(statements, 0);
  }

  /// A copy of one operator or block that is in no other of the code that is moved.
  List<Node> move(Node node) {
    return move(node, 0);
  }

  /// Operators that make a branch the way it is.
  List<Node> branch(Way way) {
    return way.isPlain()
        ? List.of(Operator.branch(Operators.BR, way.label()))
        : List.of(
            Operator.constant(way.number()),
            Operator.local(Operators.LOCAL_SET, local),
            Operator.branch(Operators.BR, way.label()));
  }

  private List<Statement> move(List<Statement> statements, int depth) {
    List<Statement> result = new ArrayList<>();
    for (Statement old : statements) {
      Statement copy = new Statement();
      old.nodes.forEach(node -> copy.nodes.addAll(move(node, depth)));
      copy.ends = old.ends;
      copy.balanced = old.balanced;
      result.add(copy);
    }
    return result;
  }

  private List<Node> move(Node node, int depth) {
    return switch (node) {
      case Operator operator -> move(operator, depth);
      case Block block -> {
        Block copy = block.empty();
        copy.body.addAll(move(block.body, depth + 1));
        copy.otherwise.addAll(move(block.otherwise, depth + 1));
        yield List.of(copy);
      }
    };
  }

  private List<Node> move(Operator operator, int depth) {
    int[] labels = operator.labels();
    if (Arrays.stream(labels).allMatch(label -> label < depth)) {
      return List.of(operator);
    }
    Way[] moved = Arrays.stream(labels).mapToObj(label -> way(label, depth)).toArray(Way[]::new);
    if (Arrays.stream(moved).allMatch(Way::isPlain)) {
      return List.of(
          Operator.branch(operator.opcode(), Arrays.stream(moved).mapToInt(Way::label).toArray()));
    }
    return switch (operator.opcode()) {
      case Operators.BR -> branch(moved[0]);
      case Operators.BR_IF -> List.of(Block.of(Operators.IF, branch(moved[0].within(1))));
      default -> table(moved);
    };
  }

  private Way way(int label, int depth) {
    return label < depth ? Way.to(label) : ways.apply(label - depth).within(depth);
  }

  /// A `br_table` in blocks on whose ends the numbers are set.
  private List<Node> table(Way[] targets) {
    List<Way> numbered = Arrays.stream(targets).filter(way -> !way.isPlain()).distinct().toList();
    int count = numbered.size();
    int[] labels =
        Arrays.stream(targets)
            .mapToInt(way -> way.isPlain() ? way.label() + count : numbered.indexOf(way))
            .toArray();
    List<Node> nodes =
        List.of(
            Operator.local(Operators.LOCAL_GET, local),
            Operator.branch(Operators.BR_TABLE, labels));
    for (int i = 0; i < count; i++) {
      List<Node> outer = new ArrayList<>();
      outer.add(Block.of(Operators.BLOCK, nodes));
      outer.addAll(branch(numbered.get(i).within(count - 1 - i)));
      nodes = outer;
    }
    List<Node> result = new ArrayList<>();
    // What the table looks at; no block sees it on the stack of those around it.
    result.add(Operator.local(Operators.LOCAL_SET, local));
    result.addAll(nodes);
    return result;
  }
}
