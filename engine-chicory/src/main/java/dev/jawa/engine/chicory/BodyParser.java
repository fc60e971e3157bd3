package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.chicory.CodeTree.Block;
import dev.jawa.engine.chicory.CodeTree.Operator;
import dev.jawa.engine.chicory.CodeTree.Statement;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the expression of a valid function into a tree. Code that cannot be reached is left out.
final class BodyParser {

  private static final int EMPTY_TYPE = 0x40;
  private static final int LOWEST_VALUE_TYPE = 0x6F;

  /// The tree is walked recursively, and a guest may nest without end. [LargeStack] is for this.
  static final int MAX_DEPTH = 10_000;

  private final byte[] wasm;
  private final WasmReader in;
  private final FunctionTypes types;
  private final SplitBody body;
  private final LongStatements longStatements;
  private int depth;

  private BodyParser(
      byte[] wasm, WasmReader in, FunctionTypes types, SplitBody body, SplitSizes sizes) {
    this.wasm = wasm;
    this.in = in;
    this.types = types;
    this.body = body;
    this.longStatements = new LongStatements(body, sizes);
  }

  /// Types of functions by their index.
  record FunctionTypes(WasmModule module, int[] ofImports) {

    FunctionType ofType(int type) {
      return module.typeSection().getType(type);
    }

    FunctionType ofFunction(int function) {
      return ofType(
          function < ofImports.length
              ? ofImports[function]
              : module.functionSection().getFunctionType(function - ofImports.length));
    }
  }

  /// Thrown for what is not understood here; the function stays whole then.
  private static final class NotUnderstood extends RuntimeException {
    private NotUnderstood() {
      super(null, null, false, false);
    }
  }

  /// The body of a function, or `null` if it has operators that are not known here or nests deeper
  /// than [#MAX_DEPTH].
  ///
  /// @param in at the first operator
  /// @param body the function's locals, to which some may be added
  static @Nullable Block parse(
      byte[] wasm, WasmReader in, FunctionTypes types, SplitBody body, SplitSizes sizes) {
    Block function = new Block(Operators.BLOCK, Operator.NOTHING, body.results());
    try {
      new BodyParser(wasm, in, types, body, sizes).sequence(function.body);
      return function;
    } catch (NotUnderstood e) {
      return null;
    }
  }

  /// Reads up to the `end` or `else` that belongs to it, and returns which it was.
  private int sequence(List<Statement> statements) {
    Statement statement = new Statement();
    OperandTypes operands = new OperandTypes();
    while (true) {
      int opcode = opcode();
      if (opcode == Operators.END || opcode == Operators.ELSE) {
        if (!statement.nodes.isEmpty()) {
          statement.balanced = false;
          statements.add(statement);
        }
        return opcode;
      }
      node(opcode, statement, operands);
      if (isLast(opcode)) {
        statement.ends = true;
        statements.add(statement);
        return skipUnreachable();
      }
      if (operands.height() == 0) {
        statements.add(statement);
        statement = new Statement();
      } else if (longStatements.isLong(statement, operands)) {
        statements.add(statement);
        statement = longStatements.part(statement, operands);
      }
    }
  }

  private static boolean isLast(int opcode) {
    return switch (opcode) {
      case Operators.UNREACHABLE, Operators.BR, Operators.BR_TABLE, Operators.RETURN -> true;
      default -> false;
    };
  }

  private int skipUnreachable() {
    int depth = 0;
    while (true) {
      int opcode = opcode();
      switch (opcode) {
        case Operators.BLOCK, Operators.LOOP, Operators.IF -> {
          blockType();
          depth++;
        }
        case Operators.ELSE -> {
          if (depth == 0) {
            return opcode;
          }
        }
        case Operators.END -> {
          if (depth == 0) {
            return opcode;
          }
          depth--;
        }
        default -> node(opcode, new Statement(), new OperandTypes());
      }
    }
  }

  private int opcode() {
    int opcode = in.u8();
    return opcode == Operators.BULK_PREFIX ? opcode << 8 | in.u32() : opcode;
  }

  /// Adds what begins with this opcode.
  private void node(int opcode, Statement to, OperandTypes operands) {
    switch (opcode) {
      case Operators.BLOCK, Operators.LOOP -> operands.push(block(opcode, to));
      case Operators.IF -> {
        operands.pop(1);
        operands.push(block(opcode, to));
      }
      case Operators.BR, Operators.BR_IF -> {
        to.nodes.add(Operator.branch(opcode, in.u32()));
        operands.pop(opcode == Operators.BR_IF ? 1 : 0);
      }
      case Operators.BR_TABLE -> {
        int[] labels = new int[in.u32() + 1];
        Arrays.setAll(labels, _ -> in.u32());
        to.nodes.add(Operator.branch(opcode, labels));
      }
      case Operators.RETURN -> to.nodes.add(Operator.branch(opcode));
      case Operators.LOCAL_GET, Operators.LOCAL_SET, Operators.LOCAL_TEE -> {
        int local = in.u32();
        to.nodes.add(Operator.local(opcode, local));
        operands.pop(opcode == Operators.LOCAL_GET ? 0 : 1);
        if (opcode != Operators.LOCAL_SET) {
          operands.push(body.typeOf(local));
        }
      }
      default -> plain(opcode, to, operands);
    }
  }

  /// Adds a block and returns its results.
  private List<ValType> block(int opcode, Statement to) {
    int start = in.position();
    List<ValType> results = blockType();
    Block block = new Block(opcode, Arrays.copyOfRange(wasm, start, in.position()), results.size());
    if (++depth > MAX_DEPTH) {
      throw new NotUnderstood();
    }
    if (sequence(block.body) == Operators.ELSE) {
      sequence(block.otherwise);
      block.hasElse = true;
    }
    depth--;
    to.nodes.add(block);
    return results;
  }

  /// Reads a block type and returns its results.
  private List<ValType> blockType() {
    int first = in.u8();
    if (first == EMPTY_TYPE) {
      return List.of();
    }
    if (first >= LOWEST_VALUE_TYPE && first <= 0x7F) {
      return List.of(ValType.builder().withOpcode(first).build());
    }
    if ((first & 0x40) != 0 && first < 0x80) {
      throw new NotUnderstood();
    }
    int index = first & 0x7F;
    int shift = 7;
    for (int next = first; next >= 0x80; shift += 7) {
      next = in.u8();
      index |= (next & 0x7F) << shift;
    }
    FunctionType type = types.ofType(index);
    if (!type.params().isEmpty()) {
      throw new NotUnderstood();
    }
    return type.returns();
  }

  private void plain(int opcode, Statement to, OperandTypes operands) {
    int start = in.position();
    if (opcode == Operators.CALL) {
      operands.call(types.ofFunction(in.u32()));
    } else if (opcode == Operators.CALL_INDIRECT) {
      FunctionType type = types.ofType(in.u32());
      in.u32();
      operands.pop(1);
      operands.call(type);
    } else {
      int effect = Operators.effect(opcode);
      if (effect < 0) {
        throw new NotUnderstood();
      }
      Operators.skipImmediates(opcode, in);
      operands.apply(opcode, effect);
    }
    to.nodes.add(Operator.plain(opcode, Arrays.copyOfRange(wasm, start, in.position())));
  }
}
