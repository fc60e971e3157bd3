package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Divides large `switch` statements into groups of cases, each a block of its own that
/// [FunctionSplitter] can make a function of.
///
/// Compilers write a `switch` as a nest with one block for each case and a `br_table` in its
/// middle: the code of all cases is in one another, and no run of statements is a piece of it. Here
/// a `br_table` chooses the group, and another one in the group the case. Only nests whose labels
/// nothing but that `br_table` branches to.
final class SwitchCutter {

  private static final byte[] EMPTY = {0x40};
  private static final int I32_SUB = 0x6B;

  /// The tables of the groups together may be this many times as long as the one there was.
  private static final int LONGER = 4;

  /// A nest of blocks.
  ///
  /// @param chain outermost first; each but the last begins with the next
  /// @param table the operator in its middle, the last of the innermost block
  private record Nest(List<Block> chain, Operator table) {

    int depth() {
      return chain.size();
    }

    List<Statement> code(int block) {
      return SwitchCutter.code(chain, block);
    }

    /// Where in the chain a label of the table leads to; negative for what is around the nest.
    int target(int label) {
      return depth() - 1 - label;
    }
  }

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
    List<Block> chain = new ArrayList<>();
    for (Block next = block; next != null; next = first(next)) {
      chain.add(next);
    }
    Block innermost = chain.getLast();
    walk(innermost.body);
    walk(innermost.otherwise);
    for (int i = 1; i < chain.size(); i++) {
      walk(code(chain, i));
    }
    Nest nest = nest(chain);
    if (nest != null) {
      rewrite(nest);
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

  // ---- what is a nest

  /// What follows on the end of a block of a chain; not of the outermost.
  private static List<Statement> code(List<Block> chain, int block) {
    List<Statement> around = chain.get(block - 1).body;
    return around.subList(1, around.size());
  }

  /// The part of the chain that is a large `switch`, or `null`.
  private @Nullable Nest nest(List<Block> chain) {
    List<Statement> middle = chain.getLast().body;
    if (middle.isEmpty()
        || !(middle.getLast().nodes.getLast() instanceof Operator table)
        || table.opcode() != Operators.BR_TABLE) {
      return null;
    }
    List<Node> last = middle.getLast().nodes;
    int top =
        Math.max(
            innermostTarget(middle.subList(0, middle.size() - 1), chain.size(), 0),
            innermostTarget(List.of(statement(last.subList(0, last.size() - 1))), chain.size(), 0));
    long weight = 0;
    for (int i = 1; i < chain.size(); i++) {
      weight += CodeTree.weight(code(chain, i));
      top = Math.max(top, innermostTarget(code(chain, i), i, 0));
    }
    Nest nest = new Nest(chain.subList(top, chain.size()), table);
    return nest.depth() > 2 && weight > sizes.threshold() ? nest : null;
  }

  /// Of the blocks around the statements the innermost that something branches to, as its place in
  /// the chain; 0 if there is none.
  ///
  /// @param blocks how many of the chain are around them
  /// @param depth how many others are, in those
  private static int innermostTarget(List<Statement> statements, int blocks, int depth) {
    int innermost = 0;
    for (Statement statement : statements) {
      for (Node node : statement.nodes) {
        switch (node) {
          case Operator operator -> {
            for (int label : operator.labels()) {
              innermost =
                  label < depth ? innermost : Math.max(innermost, blocks - 1 - label + depth);
            }
          }
          case Block block -> {
            innermost = Math.max(innermost, innermostTarget(block.body, blocks, depth + 1));
            innermost = Math.max(innermost, innermostTarget(block.otherwise, blocks, depth + 1));
          }
        }
      }
    }
    return innermost;
  }

  /// The block that a plain block begins with, if that is all there is in its first statement.
  private static @Nullable Block first(Block block) {
    boolean isPlain = block.opcode == Operators.BLOCK && block.results == 0;
    return isPlain
            && !block.body.isEmpty()
            && block.body.getFirst().nodes.size() == 1
            && block.body.getFirst().nodes.getFirst() instanceof Block inner
            && inner.opcode == Operators.BLOCK
            && inner.results == 0
        ? inner
        : null;
  }

  // ---- groups

  /// Cases that stay together, by the blocks on whose end they follow, innermost first.
  private record Group(List<Integer> cases, int firstIndex, int lastIndex) {

    /// Which blocks of the new nest end before a case, counted from inside; -1 if it is not here.
    int position(int block) {
      return block <= cases.getFirst() && block >= cases.getLast() ? cases.getFirst() - block : -1;
    }
  }

  private List<Group> groups(Nest nest) {
    List<Group> groups = new ArrayList<>();
    List<Integer> cases = new ArrayList<>();
    int weight = 0;
    for (int block = nest.depth() - 1; block > 0; block--) {
      int next = CodeTree.weight(nest.code(block)) + 2;
      // What falls through into the next case stays together with it.
      boolean ended = !cases.isEmpty() && ends(nest.code(cases.getLast()));
      if (ended && weight + next > sizes.piece()) {
        groups.add(group(nest, cases));
        cases = new ArrayList<>();
        weight = 0;
      }
      cases.add(block);
      weight += next;
    }
    groups.add(group(nest, cases));
    return groups;
  }

  private static boolean ends(List<Statement> code) {
    return !code.isEmpty() && code.getLast().ends;
  }

  private static Group group(Nest nest, List<Integer> cases) {
    int[] labels = nest.table().labels();
    int first = -1;
    int last = -2;
    for (int i = 0; i < labels.length - 1; i++) {
      int target = nest.target(labels[i]);
      if (target <= cases.getFirst() && target >= cases.getLast()) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    return new Group(cases, first, last);
  }

  // ---- the new nest

  private void rewrite(Nest nest) {
    List<Group> groups = groups(nest);
    long entries =
        groups.stream().mapToLong(group -> group.lastIndex() - group.firstIndex() + 1).sum();
    if (groups.size() < 2 || entries > (long) LONGER * nest.table().labels().length) {
      return;
    }
    int index = body.local(ValType.I32);
    Block top = nest.chain().getFirst();
    Block around = new Block(Operators.BLOCK, EMPTY, 0);
    around.body.addAll(choosingGroup(nest, groups, index));
    for (int i = 0; i < groups.size(); i++) {
      Statement cases = statement(List.of(inGroup(nest, groups, i, index)));
      cases.ends = ends(nest.code(groups.get(i).cases().getLast()));
      Block next = new Block(Operators.BLOCK, EMPTY, 0);
      next.body.add(statement(List.of(around)));
      next.body.add(cases);
      around = next;
    }
    top.body.clear();
    top.body.addAll(around.body);
  }

  private static List<Statement> choosingGroup(Nest nest, List<Group> groups, int index) {
    List<Statement> middle = nest.chain().getLast().body;
    int deeper = groups.size() + 1 - nest.depth();
    List<Statement> result = moved(middle.subList(0, middle.size() - 1), deeper);
    List<Node> last = middle.getLast().nodes;
    List<Node> nodes = new ArrayList<>();
    for (Node node : last.subList(0, last.size() - 1)) {
      nodes.add(moved(node, 0, deeper));
    }
    nodes.add(Operator.local(Operators.LOCAL_TEE, index));
    int[] labels =
        Arrays.stream(nest.table().labels())
            .map(label -> {
              int target = nest.target(label);
              return target > 0 ? groupOf(groups, target) : label + deeper;
            })
            .toArray();
    nodes.add(Operator.branch(Operators.BR_TABLE, labels));
    Statement choosing = statement(nodes);
    choosing.ends = true;
    result.add(choosing);
    return result;
  }

  private static int groupOf(List<Group> groups, int target) {
    int group = 0;
    while (groups.get(group).position(target) < 0) {
      group++;
    }
    return group;
  }

  /// A block with all cases of a group and the table that chooses among them.
  private static Block inGroup(Nest nest, List<Group> groups, int number, int index) {
    Group group = groups.get(number);
    Block block = new Block(Operators.BLOCK, EMPTY, 0);
    block.body.add(choosingCase(nest, group, index));
    int size = group.cases().size();
    for (int i = 0; i < size; i++) {
      int old = group.cases().get(i);
      int around = groups.size() - number + size - i;
      Block next = new Block(Operators.BLOCK, EMPTY, 0);
      next.body.add(statement(List.of(block)));
      next.body.addAll(moved(nest.code(old), around - old));
      block = next;
    }
    return block;
  }

  private static Statement choosingCase(Nest nest, Group group, int index) {
    List<Node> nodes = new ArrayList<>();
    nodes.add(Operator.local(Operators.LOCAL_GET, index));
    if (group.firstIndex() > 0) {
      nodes.add(Operator.constant(group.firstIndex()));
      nodes.add(Operator.plain(I32_SUB, Operator.NOTHING));
    }
    int[] old = nest.table().labels();
    int count = group.lastIndex() - group.firstIndex() + 1;
    int[] labels = new int[count + 1];
    for (int i = 0; i < count; i++) {
      labels[i] = Math.max(0, group.position(nest.target(old[group.firstIndex() + i])));
    }
    labels[count] = Math.max(0, group.position(nest.target(old[old.length - 1])));
    nodes.add(Operator.branch(Operators.BR_TABLE, labels));
    Statement choosing = statement(nodes);
    choosing.ends = true;
    return choosing;
  }

  private static Statement statement(List<Node> nodes) {
    Statement statement = new Statement();
    statement.nodes.addAll(nodes);
    return statement;
  }

  // ---- the same code elsewhere

  /// The statements where this many more blocks are around them.
  private static List<Statement> moved(List<Statement> statements, int more) {
    return moved(statements, 0, more);
  }

  private static List<Statement> moved(List<Statement> statements, int depth, int more) {
    List<Statement> result = new ArrayList<>();
    for (Statement old : statements) {
      Statement copy = statement(old.nodes.stream().map(node -> moved(node, depth, more)).toList());
      copy.ends = old.ends;
      copy.balanced = old.balanced;
      result.add(copy);
    }
    return result;
  }

  private static Node moved(Node node, int depth, int more) {
    return switch (node) {
      case Operator operator when operator.labels().length == 0 -> operator;
      case Operator operator ->
          Operator.branch(
              operator.opcode(),
              Arrays.stream(operator.labels())
                  .map(label -> label < depth ? label : label + more)
                  .toArray());
      case Block block -> {
        Block copy = new Block(block.opcode, block.type, block.results);
        copy.hasElse = block.hasElse;
        copy.body.addAll(moved(block.body, depth + 1, more));
        copy.otherwise.addAll(moved(block.otherwise, depth + 1, more));
        yield copy;
      }
    };
  }
}
