package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
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

  /// The tree is walked recursively, and a guest may nest without end.
  static final int MAX_DEPTH = 500;

  private final byte[] wasm;
  private final WasmReader in;
  private final FunctionTypes types;
  private int depth;

  private BodyParser(byte[] wasm, WasmReader in, FunctionTypes types) {
    this.wasm = wasm;
    this.in = in;
    this.types = types;
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
  /// @param results how many the function has
  static @Nullable Block parse(byte[] wasm, WasmReader in, FunctionTypes types, int results) {
    Block function = new Block(Operators.BLOCK, Operator.NOTHING, results);
    try {
      new BodyParser(wasm, in, types).sequence(function.body);
      return function;
    } catch (NotUnderstood e) {
      return null;
    }
  }

  /// Reads up to the `end` or `else` that belongs to it, and returns which it was.
  private int sequence(List<Statement> statements) {
    Statement statement = new Statement();
    int height = 0;
    while (true) {
      int opcode = opcode();
      if (opcode == Operators.END || opcode == Operators.ELSE) {
        if (!statement.nodes.isEmpty()) {
          statement.balanced = false;
          statements.add(statement);
        }
        return opcode;
      }
      height += node(opcode, statement);
      if (isLast(opcode)) {
        statement.ends = true;
        statements.add(statement);
        return skipUnreachable();
      }
      if (height == 0) {
        statements.add(statement);
        statement = new Statement();
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
        default -> node(opcode, new Statement());
      }
    }
  }

  private int opcode() {
    int opcode = in.u8();
    return opcode == Operators.BULK_PREFIX ? opcode << 8 | in.u32() : opcode;
  }

  /// Adds what begins with this opcode, and returns by how much the stack grows.
  private int node(int opcode, Statement to) {
    return switch (opcode) {
      case Operators.BLOCK, Operators.LOOP -> block(opcode, to);
      case Operators.IF -> block(opcode, to) - 1;
      case Operators.BR, Operators.BR_IF -> {
        to.nodes.add(Operator.branch(opcode, in.u32()));
        yield opcode == Operators.BR_IF ? -1 : 0;
      }
      case Operators.BR_TABLE -> {
        int[] labels = new int[in.u32() + 1];
        Arrays.setAll(labels, _ -> in.u32());
        to.nodes.add(Operator.branch(opcode, labels));
        yield -1;
      }
      case Operators.RETURN -> {
        to.nodes.add(Operator.branch(opcode));
        yield 0;
      }
      case Operators.LOCAL_GET, Operators.LOCAL_SET, Operators.LOCAL_TEE -> {
        to.nodes.add(Operator.local(opcode, in.u32()));
        yield growth(Operators.effect(opcode));
      }
      default -> plain(opcode, to);
    };
  }

  private int block(int opcode, Statement to) {
    int start = in.position();
    int results = blockType();
    Block block = new Block(opcode, Arrays.copyOfRange(wasm, start, in.position()), results);
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

  /// Reads a block type and returns the number of its results.
  private int blockType() {
    int first = in.u8();
    if (first == EMPTY_TYPE) {
      return 0;
    }
    if (first >= LOWEST_VALUE_TYPE && first <= 0x7F) {
      return 1;
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
    return type.returns().size();
  }

  private int plain(int opcode, Statement to) {
    int start = in.position();
    int growth;
    if (opcode == Operators.CALL) {
      growth = growth(types.ofFunction(in.u32()));
    } else if (opcode == Operators.CALL_INDIRECT) {
      growth = growth(types.ofType(in.u32())) - 1;
      in.u32();
    } else {
      int effect = Operators.effect(opcode);
      if (effect < 0) {
        throw new NotUnderstood();
      }
      Operators.skipImmediates(opcode, in);
      growth = growth(effect);
    }
    to.nodes.add(Operator.plain(opcode, Arrays.copyOfRange(wasm, start, in.position())));
    return growth;
  }

  private static int growth(FunctionType type) {
    return type.returns().size() - type.params().size();
  }

  private static int growth(int effect) {
    return effect % 10 - effect / 10;
  }
}
