package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/// Makes a function of a [Region], and the call that takes its place.
///
/// The function gets the locals that the region needs as parameters and returns those that it
/// changes, and after them, where the region branches out, a number that says where to: 0 for going
/// on behind it. Where it always goes on at the same place, there is no number.
final class Outliner {

  private final SplitBody body;
  private final Region region;
  private final int[] params;
  private final int[] results;

  /// Where the exit is kept, and what is returned, in the numbering of the original function.
  private final int exitLocal;

  private final int returnLocal;

  private Outliner(SplitBody body, Region region) {
    this.body = body;
    this.region = region;
    this.params = region.params.stream().toArray();
    this.results = region.results.stream().toArray();
    this.exitLocal = region.exits.isEmpty() || leavesOneWay() ? -1 : body.local(ValType.I32);
    this.returnLocal = returnsValue() ? body.local(body.result()) : -1;
  }

  /// Whether it goes on at the same place each time, so that no number has to say where.
  private boolean leavesOneWay() {
    return region.ends() && region.exits.size() == 1;
  }

  private boolean returnsValue() {
    return region.returns() && body.hasResult();
  }

  /// Adds the function to the module, and returns what to put in the place of the region.
  static Statement outline(SplitBody body, Region region) {
    Outliner outliner = new Outliner(body, region);
    return outliner.call(body.add(outliner.type(), outliner.code()));
  }

  private IntStream returned() {
    IntStream returned = Arrays.stream(results);
    if (exitLocal >= 0) {
      returned = IntStream.concat(returned, IntStream.of(exitLocal));
    }
    return returnLocal < 0 ? returned : IntStream.concat(returned, IntStream.of(returnLocal));
  }

  private SplitModule.Signature type() {
    return new SplitModule.Signature(
        Arrays.stream(params).mapToObj(body::typeOf).toList(),
        returned().mapToObj(body::typeOf).toList());
  }

  // ---- the function

  private byte[] code() {
    List<Integer> order = new ArrayList<>();
    Arrays.stream(params).forEach(order::add);
    region.statements.forEach(statement -> statement.nodes.forEach(node -> collect(node, order)));
    returned().filter(local -> !order.contains(local)).forEach(order::add);
    int[] numbers = new int[body.locals()];
    for (int i = 0; i < order.size(); i++) {
      numbers[order.get(i)] = i;
    }
    BodyWriter writer = new BodyWriter(local -> numbers[local]);
    inBlocks().forEach(writer::node);
    returned().forEach(local -> writer.node(Operator.local(Operators.LOCAL_GET, local)));
    byte[] expression = writer.end();
    WasmSink out = new WasmSink();
    List<Integer> own = order.subList(params.length, order.size());
    out.u32(own.size());
    own.forEach(local -> out.u32(1).u8(body.typeOf(local).opcode()));
    return out.raw(expression, 0, expression.length).bytes();
  }

  private static void collect(Node node, List<Integer> order) {
    CodeTree.locals(node).stream().filter(local -> !order.contains(local)).forEach(order::add);
  }

  /// A block for each exit around the region, and one around those for going on.
  private List<Node> inBlocks() {
    Block inner = Block.of(Operators.BLOCK, List.of());
    inner.body.addAll(region.statements.stream().map(s -> leaving(s, 0)).toList());
    if (leavesOneWay()) {
      return List.of(inner);
    }
    if (region.exits.isEmpty()) {
      // Where it ends in a trap, what is returned never matters.
      return inner.body.stream().flatMap(statement -> statement.nodes.stream()).toList();
    }
    int count = region.exits.size();
    if (!region.ends()) {
      inner.body.add(Statement.of(Operator.branch(Operators.BR, count)));
    }
    Block block = inner;
    for (int code = 1; code <= count; code++) {
      List<Node> nodes = new ArrayList<>();
      nodes.add(block);
      nodes.add(Operator.constant(code));
      nodes.add(Operator.local(Operators.LOCAL_SET, exitLocal));
      if (code < count) {
        nodes.add(Operator.branch(Operators.BR, count - code));
      }
      block = Block.of(Operators.BLOCK, nodes);
    }
    return List.of(block);
  }

  private Statement leaving(Statement statement, int depth) {
    Statement copy = new Statement();
    statement.nodes.forEach(node -> copy.nodes.addAll(leaving(node, depth)));
    return copy;
  }

  private List<Node> leaving(Node node, int depth) {
    return switch (node) {
      case Block block -> {
        Block copy = block.empty();
        block.body.forEach(statement -> copy.body.add(leaving(statement, depth + 1)));
        block.otherwise.forEach(statement -> copy.otherwise.add(leaving(statement, depth + 1)));
        yield List.of(copy);
      }
      case Operator operator -> leaving(operator, depth);
    };
  }

  private List<Node> leaving(Operator operator, int depth) {
    if (operator.opcode() == Operators.RETURN) {
      return returning(depth);
    }
    int[] labels = operator.labels();
    if (Arrays.stream(labels).allMatch(label -> label < depth)) {
      return List.of(operator);
    }
    if (operator.opcode() == Operators.BR && labels[0] - depth == region.functionLabel()) {
      return returning(depth);
    }
    int[] moved =
        Arrays.stream(labels).map(l -> l < depth ? l : depth + exit(l - depth) - 1).toArray();
    return List.of(Operator.branch(operator.opcode(), moved));
  }

  private List<Node> returning(int depth) {
    Operator branch = Operator.branch(Operators.BR, depth + exit(region.functionLabel()) - 1);
    return returnLocal < 0
        ? List.of(branch)
        : List.of(Operator.local(Operators.LOCAL_SET, returnLocal), branch);
  }

  private int exit(int label) {
    return Objects.requireNonNull(region.exits.get(label));
  }

  // ---- the call

  private Statement call(int function) {
    Statement statement = new Statement();
    for (int param : params) {
      statement.nodes.add(Operator.local(Operators.LOCAL_GET, param));
    }
    statement.nodes.add(Operator.call(function));
    int[] returned = returned().toArray();
    for (int i = returned.length - 1; i >= 0; i--) {
      statement.nodes.add(Operator.local(Operators.LOCAL_SET, returned[i]));
    }
    if (leavesOneWay()) {
      statement.nodes.addAll(leave(region.exits.firstKey()));
    } else {
      region.exits.forEach((label, code) -> statement.nodes.addAll(dispatch(label, code)));
    }
    if (region.ends() && !leavesOneWay()) {
      statement.nodes.add(Operator.plain(Operators.UNREACHABLE, Operator.NOTHING));
    }
    statement.ends = region.ends();
    statement.liveBefore = region.statements.getFirst().liveBefore;
    statement.liveAfter = region.statements.getLast().liveAfter;
    return statement;
  }

  private List<Node> leave(int label) {
    return label == region.functionLabel() && returnLocal >= 0
        ? List.of(
            Operator.local(Operators.LOCAL_GET, returnLocal), Operator.branch(Operators.RETURN))
        : List.of(Operator.branch(Operators.BR, label));
  }

  private List<Node> dispatch(int label, int code) {
    List<Node> test =
        List.of(
            Operator.local(Operators.LOCAL_GET, exitLocal),
            Operator.constant(code),
            Operator.plain(Operators.I32_EQ, Operator.NOTHING));
    List<Node> nodes = new ArrayList<>(test);
    if (label == region.functionLabel() && returnLocal >= 0) {
      List<Node> returning =
          List.of(
              Operator.local(Operators.LOCAL_GET, returnLocal), Operator.branch(Operators.RETURN));
      nodes.add(Block.of(Operators.IF, returning));
    } else {
      nodes.add(Operator.branch(Operators.BR_IF, label));
    }
    return nodes;
  }
}
