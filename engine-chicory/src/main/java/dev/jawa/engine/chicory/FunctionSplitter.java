package dev.jawa.engine.chicory;

import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Cuts one function: from the innermost blocks outwards, runs of statements become functions of
/// their own until what is left is small enough.
final class FunctionSplitter {

  private final SplitSizes sizes;
  private final SplitBody body;

  /// The blocks around what is looked at, outermost first.
  private final List<Block> enclosing = new ArrayList<>();

  private FunctionSplitter(SplitSizes sizes, SplitBody body) {
    this.sizes = sizes;
    this.body = body;
  }

  /// Changes the function, and adds functions to its module.
  static void split(Block function, SplitBody body, SplitSizes sizes) {
    Liveness.analyze(function);
    new FunctionSplitter(sizes, body).reduceArms(function);
  }

  private void reduceArms(Block block) {
    enclosing.add(block);
    reduce(block.body);
    reduce(block.otherwise);
    enclosing.removeLast();
  }

  private void reduce(List<Statement> statements) {
    for (int i = 0; i < statements.size(); i++) {
      for (Node node : statements.get(i).nodes) {
        if (node instanceof Block block && (block.isWay || block.weight() > sizes.piece())) {
          reduceArms(block);
        }
      }
      if (has(statements.get(i), block -> block.isPiece)) {
        cut(statements, i, i + 1);
      }
    }
    int weight = CodeTree.weight(statements);
    int before = Integer.MAX_VALUE;
    // Thousands of calls of pieces are too much in their turn.
    while (weight > sizes.piece() && weight < before) {
      cut(statements);
      before = weight;
      weight = CodeTree.weight(statements);
    }
  }

  private void cut(List<Statement> statements) {
    for (int from = 0; from < statements.size(); from++) {
      int to = endOfRun(statements, from);
      if (to > from) {
        cut(statements, from, to);
      }
    }
  }

  private void cut(List<Statement> statements, int from, int to) {
    List<Statement> run = statements.subList(from, to);
    Region region = Region.of(List.copyOf(run), enclosing);
    if (region.isPossible() && sizes.allow(region)) {
      run.clear();
      statements.add(from, Outliner.outline(body, region));
    }
  }

  /// The end of the statements from here on that make a good piece; `from` itself if there is none.
  /// Among the ends that are not far apart the one with the fewest locals to hand over.
  private int endOfRun(List<Statement> statements, int from) {
    int weight = 0;
    int best = from;
    int fewest = Integer.MAX_VALUE;
    for (int to = from; to < statements.size(); to++) {
      Statement next = statements.get(to);
      weight += next.weight();
      if (weight > sizes.piece() || !isPossible(next)) {
        break;
      }
      int live = next.ends ? 0 : next.liveAfter.cardinality();
      if (weight >= sizes.least() && (live <= fewest || weight < sizes.piece() / 2)) {
        best = to + 1;
        fewest = live;
      }
    }
    return best;
  }

  private boolean isPossible(Statement statement) {
    return !has(statement, block -> block.isWay)
        && Region.of(List.of(statement), enclosing).isPossible();
  }

  private static boolean has(Statement statement, Predicate<Block> what) {
    return statement.nodes.stream().anyMatch(node -> node instanceof Block b && what.test(b));
  }
}
