package dev.jawa.engine.chicory;

import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Statements that become a function of their own: what goes in, what comes out, and where they
/// branch to.
final class Region {

  final List<Statement> statements;

  /// Labels outside that are branched to, by relative depth from here, and the code that the new
  /// function returns for each, from 1 on.
  final SortedMap<Integer, Integer> exits = new TreeMap<>();

  final BitSet params = new BitSet();
  final BitSet results = new BitSet();
  private final BitSet reads = new BitSet();
  private final BitSet writes = new BitSet();
  private final List<Block> enclosing;
  private boolean possible = true;

  private Region(List<Statement> statements, List<Block> enclosing) {
    this.statements = statements;
    this.enclosing = enclosing;
  }

  /// @param enclosing the blocks around them, outermost first; the first is the function
  static Region of(List<Statement> statements, List<Block> enclosing) {
    Region region = new Region(statements, enclosing);
    for (Statement statement : statements) {
      region.possible &= statement.balanced;
      statement.nodes.forEach(node -> region.visit(node, 0));
    }
    region.findLocals();
    return region;
  }

  /// Whether every branch out of it can be made elsewhere.
  boolean isPossible() {
    return possible;
  }

  boolean ends() {
    return statements.getLast().ends;
  }

  /// The label of the function, as a depth from here.
  int functionLabel() {
    return enclosing.size() - 1;
  }

  boolean returns() {
    return exits.containsKey(functionLabel());
  }

  private void visit(Node node, int depth) {
    switch (node) {
      case Operator operator -> visit(operator, depth);
      case Block block -> {
        for (List<Statement> arm : List.of(block.body, block.otherwise)) {
          arm.forEach(statement -> statement.nodes.forEach(inner -> visit(inner, depth + 1)));
        }
      }
    }
  }

  private void visit(Operator operator, int depth) {
    switch (operator.opcode()) {
      case Operators.LOCAL_GET -> reads.set(operator.local());
      case Operators.LOCAL_SET, Operators.LOCAL_TEE -> writes.set(operator.local());
      case Operators.RETURN -> leave(functionLabel(), true);
      default -> {
        for (int label : operator.labels()) {
          if (label >= depth) {
            leave(label - depth, operator.opcode() == Operators.BR);
          }
        }
      }
    }
  }

  /// @param last whether the operator only branches, and so can put a result into a local before
  private void leave(int label, boolean last) {
    exits.putIfAbsent(label, 0);
    int arity = enclosing.get(enclosing.size() - 1 - label).labelArity();
    boolean returnsOne = label == functionLabel() && arity == 1 && last;
    possible &= arity == 0 || returnsOne;
  }

  private void findLocals() {
    int code = 1;
    for (SortedMap.Entry<Integer, Integer> exit : exits.entrySet()) {
      exit.setValue(code++);
      results.or(enclosing.get(enclosing.size() - 1 - exit.getKey()).liveAtLabel);
    }
    results.or(statements.getLast().liveAfter);
    results.and(writes);
    params.or(results);
    params.or(reads);
    params.and(statements.getFirst().liveBefore);
  }
}
