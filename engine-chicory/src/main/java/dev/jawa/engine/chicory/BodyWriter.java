package dev.jawa.engine.chicory;

import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Node;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Writes a tree back as the binary format has it.
final class BodyWriter {

  private final WasmSink out = new WasmSink();
  private final IntUnaryOperator locals;

  /// @param locals what becomes of the numbers of locals
  BodyWriter(IntUnaryOperator locals) {
    this.locals = locals;
  }

  BodyWriter statements(List<Statement> statements) {
    for (Statement statement : statements) {
      statement.nodes.forEach(this::node);
    }
    return this;
  }

  BodyWriter node(Node node) {
    switch (node) {
      case Operator operator -> operator(operator);
      case Block block -> block(block);
    }
    return this;
  }

  private void operator(Operator operator) {
    if (operator.opcode() >> 8 == 0) {
      out.u8(operator.opcode());
    } else {
      out.u8(operator.opcode() >> 8).u32(operator.opcode() & 0xFF);
    }
    if (operator.local() >= 0) {
      out.u32(locals.applyAsInt(operator.local()));
      return;
    }
    if (operator.opcode() == Operators.BR_TABLE) {
      out.u32(operator.labels().length - 1);
    }
    for (int label : operator.labels()) {
      out.u32(label);
    }
    out.raw(operator.immediates(), 0, operator.immediates().length);
  }

  private void block(Block block) {
    out.u8(block.opcode).raw(block.type, 0, block.type.length);
    statements(block.body);
    if (block.hasElse) {
      out.u8(Operators.ELSE);
      statements(block.otherwise);
    }
    out.u8(Operators.END);
  }

  /// What was written, with the `end` of the function.
  byte[] end() {
    return out.u8(Operators.END).bytes();
  }
}
