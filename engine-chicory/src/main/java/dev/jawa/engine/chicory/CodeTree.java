package dev.jawa.engine.chicory;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// A function's code as a tree, for [FunctionSplitter].
final class CodeTree {

  private CodeTree() {}

  /// An operator or a block.
  sealed interface Node {

    /// How much work it is for the JIT to compile, about one for each simple operator.
    int weight();
  }

  /// An operator that opens no block.
  ///
  /// @param immediates everything behind the opcode, where it is no branch and names no local
  /// @param local the local it names, or -1
  /// @param labels where it branches to, by relative depth
  record Operator(int opcode, byte[] immediates, int local, int[] labels) implements Node {

    static final byte[] NOTHING = {};
    static final int[] NOWHERE = {};

    static Operator plain(int opcode, byte[] immediates) {
      return new Operator(opcode, immediates, -1, NOWHERE);
    }

    static Operator local(int opcode, int local) {
      return new Operator(opcode, NOTHING, local, NOWHERE);
    }

    static Operator branch(int opcode, int... labels) {
      return new Operator(opcode, NOTHING, -1, labels);
    }

    static Operator constant(int value) {
      return plain(Operators.I32_CONST, new WasmSink().s32(value).bytes());
    }

    static Operator call(int function) {
      return plain(Operators.CALL, new WasmSink().u32(function).bytes());
    }

    @Override
    public int weight() {
      return switch (opcode) {
        case Operators.CALL -> 4;
        case Operators.CALL_INDIRECT -> 6;
        case Operators.BR_TABLE -> 2 + labels.length;
        default -> Operators.isAccess(opcode) ? 3 : 1;
      };
    }
  }

  /// `block`, `loop` or `if`.
  static final class Block implements Node {

    private static final byte[] NO_RESULTS = {0x40};

    final int opcode;
    final byte[] type;
    final int results;
    final List<Statement> body = new ArrayList<>();
    final List<Statement> otherwise = new ArrayList<>();
    boolean hasElse;

    /// Whether it was made to be a piece by itself.
    boolean isPiece;

    /// Whether inside it is chosen what follows on its end, and on the ends of those around it: a
    /// piece had better not be made of it alone.
    boolean isWay;

    /// The locals that are needed where a branch to the block's label arrives.
    final BitSet liveAtLabel = new BitSet();

    /// @param type its block type, as written
    Block(int opcode, byte[] type, int results) {
      this.opcode = opcode;
      this.type = type;
      this.results = results;
    }

    /// A block without results around a single statement.
    static Block of(int opcode, List<Node> nodes) {
      Block block = new Block(opcode, NO_RESULTS, 0);
      if (!nodes.isEmpty()) {
        block.body.add(Statement.of(nodes));
      }
      return block;
    }

    /// The same block with nothing in it.
    Block empty() {
      Block copy = new Block(opcode, type, results);
      copy.hasElse = hasElse;
      copy.isPiece = isPiece;
      copy.isWay = isWay;
      return copy;
    }

    /// How many operands a branch to its label takes along.
    int labelArity() {
      return opcode == Operators.LOOP ? 0 : results;
    }

    @Override
    public int weight() {
      return 1 + CodeTree.weight(body) + CodeTree.weight(otherwise);
    }
  }

  /// Nodes between two points at which the block has no operand on the stack.
  static final class Statement {

    final List<Node> nodes = new ArrayList<>();
    BitSet liveBefore = new BitSet();
    BitSet liveAfter = new BitSet();

    /// Whether nothing comes after it.
    boolean ends;

    /// Whether it leaves nothing on the stack. The last of a block with results does.
    boolean balanced = true;

    static Statement of(Node... nodes) {
      return of(List.of(nodes));
    }

    static Statement of(List<Node> nodes) {
      Statement statement = new Statement();
      statement.nodes.addAll(nodes);
      return statement;
    }

    /// One behind which nothing comes.
    static Statement last(List<Node> nodes) {
      Statement statement = of(nodes);
      statement.ends = true;
      return statement;
    }

    int weight() {
      int sum = 0;
      for (Node node : nodes) {
        sum += node.weight();
      }
      return sum;
    }
  }

  /// The locals that it names.
  static BitSet locals(Node node) {
    BitSet found = new BitSet();
    collectLocals(node, found);
    return found;
  }

  private static void collectLocals(Node node, BitSet found) {
    switch (node) {
      case Operator operator when operator.local() >= 0 -> found.set(operator.local());
      case Operator _ -> {}
      case Block block -> {
        for (List<Statement> arm : List.of(block.body, block.otherwise)) {
          arm.forEach(statement -> statement.nodes.forEach(inner -> collectLocals(inner, found)));
        }
      }
    }
  }

  /// How many blocks are in one another at the most, without the outermost.
  static int depth(Block block) {
    int deepest = 0;
    for (List<Statement> arm : List.of(block.body, block.otherwise)) {
      for (Statement statement : arm) {
        for (Node node : statement.nodes) {
          if (node instanceof Block inner) {
            deepest = Math.max(deepest, 1 + depth(inner));
          }
        }
      }
    }
    return deepest;
  }

  static int weight(List<Statement> statements) {
    int sum = 0;
    for (Statement statement : statements) {
      sum += statement.weight();
    }
    return sum;
  }
}
