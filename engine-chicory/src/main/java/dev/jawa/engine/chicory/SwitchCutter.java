package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.chicory.BranchMover.Way;
import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/// Divides large `switch` statements into groups of cases, each a block of its own that
/// [FunctionSplitter] makes a function of.
///
/// In a [SwitchNest] the code of all cases is in one another, and no run of statements is a piece
/// of it. Here a function of its own says which number the case has that the table leads to, and in
/// each group a table chooses by this number among the cases, or the groups of cases, that are in
/// it. A case that goes on with one of another group sets the number and leaves its own.
final class SwitchCutter {

  private static final int I32_SUB = 0x6B;

  private final SplitBody body;
  private final SplitSizes sizes;

  private SwitchCutter(SplitBody body, SplitSizes sizes) {
    this.body = body;
    this.sizes = sizes;
  }

  /// Changes the function; what it does stays the same.
  static void cut(Block function, SplitBody body, SplitSizes sizes) {
    new SwitchCutter(body, sizes).walk(function);
  }

  private void walk(Block block) {
    List<Block> chain = SwitchNest.chain(block);
    for (Block each : chain) {
      boolean isLast = each == chain.getLast();
      walk(isLast ? each.body : each.body.subList(1, each.body.size()));
      walk(each.otherwise);
    }
    SwitchNest nest = SwitchNest.of(chain);
    if (nest != null && nest.weight() > sizes.threshold()) {
      CaseGroup all = CaseGroup.of(nest, sizes);
      if (all.children() > 1) {
        new Rewriting(nest, all).rewrite();
      }
    }
  }

  private void walk(List<Statement> statements) {
    for (Statement statement : statements) {
      for (Node node : statement.nodes) {
        if (node instanceof Block block) {
          walk(block);
        }
      }
    }
  }

  /// One nest and the groups that it becomes. Of a group's blocks the innermost has the choice in
  /// it, and on the end of each but the outermost follows a child.
  private final class Rewriting {

    /// A child of a group, or -1 for where the choice among them is made.
    private record Place(CaseGroup group, int child) {}

    private final SwitchNest nest;
    private final CaseGroup all;
    private final int number = body.local(ValType.I32);

    /// Where code is being put, innermost first.
    private final Deque<Place> places = new ArrayDeque<>();

    Rewriting(SwitchNest nest, CaseGroup all) {
      this.nest = nest;
      this.all = all;
    }

    void rewrite() {
      places.push(new Place(all, -1));
      List<Statement> middle = middle();
      places.pop();
      Block top = nest.chain().getFirst();
      List<Statement> grouped = grouped(all, middle).body;
      top.body.clear();
      top.body.addAll(grouped);
    }

    // ---- choosing

    private List<Statement> middle() {
      BranchMover mover = mover(-1);
      List<Statement> old = nest.middle();
      List<Statement> result = mover.move(old.subList(0, old.size() - 1));
      List<Node> last = old.getLast().nodes;
      List<Node> nodes = new ArrayList<>();
      last.subList(0, last.size() - 1).forEach(node -> nodes.addAll(mover.move(node)));
      nodes.add(Operator.call(numbers()));
      nodes.add(Operator.local(Operators.LOCAL_TEE, number));
      nodes.add(Operator.branch(Operators.BR_TABLE, leading()));
      result.add(Statement.last(nodes));
      return result;
    }

    /// The labels of all numbers up to the highest that the table leads to. Those that it does not
    /// are never asked for, but what is outside may take operands along.
    private int[] leading() {
      int[] old = nest.table().labels();
      int[] labels = new int[Arrays.stream(old).max().orElseThrow() + 1];
      Arrays.fill(labels, way(old[0]).label());
      for (int label : old) {
        labels[label] = way(label).label();
      }
      return labels;
    }

    /// Adds the function from what the table looks at to the number of the case.
    private int numbers() {
      List<ValType> i32 = List.of(ValType.I32);
      return body.add(new SplitModule.Signature(i32, i32), CaseNumbers.code(nest.table().labels()));
    }

    private Statement choosing(CaseGroup group) {
      List<Node> nodes = new ArrayList<>();
      nodes.add(Operator.local(Operators.LOCAL_GET, number));
      if (group.from() > 0) {
        nodes.add(Operator.constant(group.from()));
        nodes.add(Operator.plain(I32_SUB, Operator.NOTHING));
      }
      nodes.add(
          Operator.branch(
              Operators.BR_TABLE,
              IntStream.range(group.from(), group.to()).map(group::child).toArray()));
      return Statement.last(nodes);
    }

    // ---- groups

    /// @param first what the innermost block holds
    private Block grouped(CaseGroup group, List<Statement> first) {
      Block around = Block.of(Operators.BLOCK, List.of());
      around.body.addAll(first);
      for (int child = 0; child < group.children(); child++) {
        Block next = Block.of(Operators.BLOCK, List.of());
        around.isWay = true;
        next.body.add(Statement.of(around));
        places.push(new Place(group, child));
        next.body.addAll(
            group.isLeaf() ? ofCase(group, group.from() + child) : ofGroup(group, child));
        places.pop();
        around = next;
      }
      return around;
    }

    private List<Statement> ofGroup(CaseGroup group, int child) {
      CaseGroup inner = group.groups().get(child);
      Block block = grouped(inner, List.of(choosing(inner)));
      block.isPiece = block.weight() >= sizes.least();
      Statement statement = Statement.of(block);
      statement.ends = nest.ends(inner.to() - 1);
      return List.of(statement);
    }

    private List<Statement> ofCase(CaseGroup group, int each) {
      List<Statement> code = mover(each).move(nest.code(each));
      boolean leaves = each == group.to() - 1 && each < nest.cases() - 1;
      if (leaves && !nest.ends(each)) {
        // Behind the group is the one that begins with the next case.
        code.add(
            Statement.of(Operator.constant(each + 1), Operator.local(Operators.LOCAL_SET, number)));
      }
      return code;
    }

    // ---- branches

    /// Moves code of a case, or of the middle for -1, to the innermost place.
    private BranchMover mover(int each) {
      return new BranchMover(number, label -> way(each + 1 + label));
    }

    /// The way from the innermost place to a later case, or outside.
    private Way way(int target) {
      int blocks = 0;
      for (Place place : places) {
        CaseGroup group = place.group();
        if (group.has(target)) {
          int label = blocks + group.child(target) - place.child() - 1;
          return new Way(label, group.isLeaf() ? Way.NOTHING : target);
        }
        blocks += group.children() - place.child();
      }
      return Way.to(blocks - 1 + target - nest.cases());
    }
  }
}
