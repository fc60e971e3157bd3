package dev.jawa.engine.chicory;

import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The nest of plain blocks around a `br_table` that compilers make of a `switch`.
///
/// What follows on the end of a block is a *case*. They are numbered from inside, in the order in
/// which they run when each falls through into the next: from the middle a label `l` leads to case
/// `l`, from case `k` to case `k + 1 + l`, and where there is no such case, outside.
///
/// @param chain outermost first; each but the last begins with the next
/// @param table the operator in its middle, the last of the innermost block
record SwitchNest(List<Block> chain, Operator table) {

  /// A block and those that each begin with the next, as far in as they go.
  static List<Block> chain(Block outermost) {
    List<Block> chain = new ArrayList<>();
    for (Block next = outermost; next != null; next = first(next)) {
      chain.add(next);
    }
    return chain;
  }

  /// The block that a plain block begins with, if that is all there is in its first statement.
  private static @Nullable Block first(Block block) {
    return isPlain(block)
            && !block.body.isEmpty()
            && block.body.getFirst().nodes.size() == 1
            && block.body.getFirst().nodes.getFirst() instanceof Block inner
            && isPlain(inner)
        ? inner
        : null;
  }

  private static boolean isPlain(Block block) {
    return block.opcode == Operators.BLOCK && block.results == 0;
  }

  /// The part of the chain that the table in its middle leads into; `null` where there is none.
  static @Nullable SwitchNest of(List<Block> chain) {
    List<Statement> middle = chain.getLast().body;
    if (middle.isEmpty()
        || !(middle.getLast().nodes.getLast() instanceof Operator table)
        || table.opcode() != Operators.BR_TABLE) {
      return null;
    }
    int last = -1;
    for (int label : table.labels()) {
      last = label < chain.size() - 1 ? Math.max(last, label) : last;
    }
    return last < 1
        ? null
        : new SwitchNest(chain.subList(chain.size() - last - 2, chain.size()), table);
  }

  int cases() {
    return chain.size() - 1;
  }

  List<Statement> middle() {
    return chain.getLast().body;
  }

  /// What follows on the end of the block `number` blocks around the innermost.
  List<Statement> code(int number) {
    List<Statement> around = chain.get(cases() - 1 - number).body;
    return around.subList(1, around.size());
  }

  /// Whether a case never falls through into the next.
  boolean ends(int number) {
    List<Statement> code = code(number);
    return !code.isEmpty() && code.getLast().ends;
  }

  /// The work of all cases together.
  long weight() {
    long weight = 0;
    for (int i = 0; i < cases(); i++) {
      weight += CodeTree.weight(code(i));
    }
    return weight;
  }
}
