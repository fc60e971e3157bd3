package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The types on the operand stack of one block, as far as they are told by the operators. What is
/// not a number has none.
final class OperandTypes {

  private static final String LOADS = "IJFD" + "IIII" + "JJJJJJ";
  private static final String CONSTANTS = "IJFD";

  /// The results of operators from the first comparison on.
  private static final String ARITHMETIC =
      "I".repeat(34)
          + "I".repeat(18)
          + "J".repeat(18)
          + "F".repeat(14)
          + "D".repeat(14)
          // A7 conversions
          + "IIIII"
          + "JJJJJJ"
          + "FFFFF"
          + "DDDDD"
          + "IJFD"
          // C0 sign extensions
          + "II"
          + "JJJ";

  private static final int FIRST_LOAD = 0x28;
  private static final int FIRST_CONSTANT = 0x41;
  private static final int FIRST_COMPARISON = 0x45;
  private static final int MEMORY_SIZE = 0x3F;
  private static final int MEMORY_GROW = 0x40;
  private static final int SELECT = 0x1B;
  private static final int REF_IS_NULL = 0xD1;

  private final List<@Nullable ValType> types = new ArrayList<>();

  int height() {
    return types.size();
  }

  boolean areNumbers() {
    return types.stream().allMatch(type -> type != null && type.isNumeric());
  }

  /// Those that are there, the uppermost last; all must be numbers.
  List<ValType> types() {
    List<ValType> numbers = new ArrayList<>();
    for (ValType type : types) {
      if (type != null) {
        numbers.add(type);
      }
    }
    return numbers;
  }

  void push(@Nullable ValType type) {
    types.add(type);
  }

  void push(List<ValType> more) {
    more.forEach(this::push);
  }

  /// Code that is never reached may take more than there is.
  void pop(int count) {
    for (int i = 0; i < count && !types.isEmpty(); i++) {
      types.removeLast();
    }
  }

  void call(FunctionType type) {
    pop(type.params().size());
    push(type.returns());
  }

  /// An operator without a block, a label or a local.
  ///
  /// @param effect what [Operators#effect(int)] says of it
  void apply(int opcode, int effect) {
    ValType below = opcode == SELECT && types.size() > 2 ? types.get(types.size() - 3) : null;
    pop(effect / 10);
    if (effect % 10 > 0) {
      push(opcode == SELECT ? below : result(opcode));
    }
  }

  private static @Nullable ValType result(int opcode) {
    if (opcode >> 8 == Operators.BULK_PREFIX) {
      int second = opcode & 0xFF;
      return second >= 4 && second < 8 ? ValType.I64 : ValType.I32;
    }
    if (opcode == MEMORY_SIZE || opcode == MEMORY_GROW || opcode == REF_IS_NULL) {
      return ValType.I32;
    }
    if (opcode >= FIRST_COMPARISON) {
      return type(ARITHMETIC, opcode - FIRST_COMPARISON);
    }
    return opcode >= FIRST_CONSTANT
        ? type(CONSTANTS, opcode - FIRST_CONSTANT)
        : type(LOADS, opcode - FIRST_LOAD);
  }

  private static @Nullable ValType type(String letters, int index) {
    return index < 0 || index >= letters.length()
        ? null
        : switch (letters.charAt(index)) {
          case 'I' -> ValType.I32;
          case 'J' -> ValType.I64;
          case 'F' -> ValType.F32;
          default -> ValType.F64;
        };
  }
}
