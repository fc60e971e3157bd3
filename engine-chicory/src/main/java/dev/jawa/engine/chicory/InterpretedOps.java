package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.OpcodeImpl;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The instructions that Chicory's interpreter gets wrong across instances, done right.
///
/// Its instruction switch cannot be overridden, but it hands what it does not know to a method that
/// can. So these instructions are given the opcodes of SIMD ones, which no module here may contain.
final class InterpretedOps {

  private static final Map<OpCode, OpCode> STAND_INS =
      Map.of(
          OpCode.CALL_INDIRECT, OpCode.V128_ANY_TRUE,
          OpCode.MEMORY_INIT, OpCode.V128_NOT,
          OpCode.TABLE_COPY, OpCode.V128_AND,
          OpCode.TABLE_FILL, OpCode.V128_OR,
          OpCode.TABLE_INIT, OpCode.V128_XOR,
          OpCode.TABLE_GET, OpCode.V128_ANDNOT);

  private InterpretedOps() {}

  /// The body with stand-ins.
  static FunctionBody prepare(FunctionBody body) {
    List<AnnotatedInstruction> instructions =
        body.instructions().stream().map(InterpretedOps::prepare).toList();
    return new FunctionBody(body.localTypes(), instructions);
  }

  private static AnnotatedInstruction prepare(AnnotatedInstruction instruction) {
    OpCode standIn = STAND_INS.get(instruction.opcode());
    if (standIn == null) {
      return instruction;
    }
    return AnnotatedInstruction.builder()
        .from(new Instruction(instruction.address(), standIn, instruction.operands()))
        .withDepth(instruction.depth())
        .build();
  }

  /// Executes a stand-in.
  static void execute(Instruction instruction, MStack stack, Instance instance) {
    switch (instruction.opcode()) {
      case V128_ANY_TRUE -> callIndirect(instruction, stack, instance);
      case V128_NOT -> memoryInit(instruction, stack, instance);
      case V128_AND -> tableCopy(instruction, stack, instance);
      case V128_OR -> tableFill(instruction, stack, instance);
      case V128_XOR -> tableInit(instruction, stack, instance);
      case V128_ANDNOT -> tableGet(instruction, stack, instance);
      default -> throw new IllegalStateException("no instruction " + instruction.opcode());
    }
  }

  private static void callIndirect(Instruction instruction, MStack stack, Instance caller) {
    int expected = (int) instruction.operand(0);
    TableInstance table = caller.table((int) instruction.operand(1));
    int element = (int) stack.pop();
    int function = table.requiredRef(element);
    Instance callee = Objects.requireNonNullElse(table.instance(element), caller);
    long[] args = popArguments(stack, caller.type(expected));
    push(stack, GuestSupport.callIndirect(args, expected, function, callee, caller));
  }

  private static long[] popArguments(MStack stack, FunctionType type) {
    long[] args = new long[type.params().size()];
    for (int i = args.length - 1; i >= 0; i--) {
      args[i] = stack.pop();
    }
    return args;
  }

  private static void push(MStack stack, long @Nullable [] results) {
    if (results != null) {
      for (long result : results) {
        stack.push(result);
      }
    }
  }

  private static void memoryInit(Instruction instruction, MStack stack, Instance instance) {
    int segment = (int) instruction.operand(0);
    int memory = (int) instruction.operand(1);
    int length = (int) stack.pop();
    int offset = (int) stack.pop();
    int address = (int) stack.pop();
    GuestSupport.memoryInit(address, offset, length, segment, instance.memory(memory), instance);
  }

  private static void tableCopy(Instruction instruction, MStack stack, Instance instance) {
    int target = (int) instruction.operand(0);
    int source = (int) instruction.operand(1);
    int length = (int) stack.pop();
    int from = (int) stack.pop();
    int to = (int) stack.pop();
    GuestSupport.tableCopy(instance, source, target, length, from, to);
  }

  private static void tableFill(Instruction instruction, MStack stack, Instance instance) {
    int table = (int) instruction.operand(0);
    int length = (int) stack.pop();
    int value = OpcodeImpl.boxForTable(stack.pop(), instance);
    int from = (int) stack.pop();
    GuestSupport.tableFill(instance, table, length, value, from);
  }

  private static void tableInit(Instruction instruction, MStack stack, Instance instance) {
    int element = (int) instruction.operand(0);
    int table = (int) instruction.operand(1);
    int length = (int) stack.pop();
    int from = (int) stack.pop();
    int to = (int) stack.pop();
    GuestSupport.tableInit(instance, table, element, length, from, to);
  }

  private static void tableGet(Instruction instruction, MStack stack, Instance instance) {
    int table = (int) instruction.operand(0);
    int index = (int) stack.pop();
    int reference = GuestSupport.tableGet(instance, table, index);
    stack.push(OpcodeImpl.unboxFromTable(reference, instance, instance.table(table).elementType()));
  }
}
