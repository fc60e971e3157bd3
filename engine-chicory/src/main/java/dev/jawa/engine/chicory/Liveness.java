package dev.jawa.engine.chicory;

import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Finds which locals are needed before and after each statement, going backwards.
final class Liveness {

  /// The blocks around, outermost first.
  private final List<Block> enclosing = new ArrayList<>();

  private Liveness() {}

  /// Fills in what is live in a function.
  static void analyze(Block function) {
    Liveness liveness = new Liveness();
    liveness.enclosing.add(function);
    liveness.before(function.body, new BitSet());
  }

  private BitSet before(List<Statement> statements, BitSet after) {
    BitSet live = after;
    for (Statement statement : statements.reversed()) {
      statement.liveAfter = copy(live);
      live = copy(live);
      for (Node node : statement.nodes.reversed()) {
        live = before(node, live);
      }
      statement.liveBefore = copy(live);
    }
    return live;
  }

  /// May change `after`.
  private BitSet before(Node node, BitSet after) {
    return switch (node) {
      case Operator operator -> before(operator, after);
      case Block block -> before(block, after);
    };
  }

  private BitSet before(Operator operator, BitSet live) {
    switch (operator.opcode()) {
      case Operators.LOCAL_GET -> live.set(operator.local());
      case Operators.LOCAL_SET, Operators.LOCAL_TEE -> live.clear(operator.local());
      case Operators.UNREACHABLE, Operators.RETURN, Operators.BR, Operators.BR_TABLE ->
          live.clear();
      default -> {}
    }
    for (int label : operator.labels()) {
      live.or(enclosing.get(enclosing.size() - 1 - label).liveAtLabel);
    }
    return live;
  }

  private BitSet before(Block block, BitSet after) {
    enclosing.add(block);
    BitSet live =
        switch (block.opcode) {
          case Operators.LOOP -> beforeLoop(block, after);
          case Operators.IF -> beforeIf(block, after);
          default -> {
            set(block.liveAtLabel, after);
            yield copy(before(block.body, after));
          }
        };
    enclosing.removeLast();
    return live;
  }

  private BitSet beforeIf(Block block, BitSet after) {
    set(block.liveAtLabel, after);
    BitSet live = copy(before(block.body, after));
    live.or(before(block.otherwise, after));
    return live;
  }

  /// What is live at the head only grows, from one time round to the next and from one look at an
  /// enclosing loop to the next.
  private BitSet beforeLoop(Block block, BitSet after) {
    while (true) {
      BitSet live = copy(before(block.body, after));
      BitSet news = copy(live);
      news.andNot(block.liveAtLabel);
      block.liveAtLabel.or(live);
      if (news.isEmpty()) {
        return live;
      }
    }
  }

  private static BitSet copy(BitSet set) {
    return (BitSet) set.clone();
  }

  private static void set(BitSet target, BitSet value) {
    target.clear();
    target.or(value);
  }
}
