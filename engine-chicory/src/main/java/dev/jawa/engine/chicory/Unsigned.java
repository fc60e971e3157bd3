package dev.jawa.engine.chicory;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;

/// Unsigned comparisons of 32 bits as signed ones of numbers half the range away, which C2 knows
/// for what they are. `Integer.compareUnsigned` is the same, but makes five blocks of each
/// comparison for C1.
final class Unsigned {

  private Unsigned() {}

  /// Moves both operands, which lie on the stack in front of this instruction.
  ///
  /// @return whether they changed places
  static boolean intoSigned(InsnList code, AbstractInsnNode before) {
    AbstractInsnNode pushed = before.getPrevious();
    Integer constant = pushed == null ? null : constant(pushed);
    move(code, constant == null ? before : pushed);
    if (constant != null) {
      code.set(pushed, new LdcInsnNode(constant + Integer.MIN_VALUE));
      return false;
    }
    code.insertBefore(before, new InsnNode(Opcodes.SWAP));
    move(code, before);
    return true;
  }

  private static void move(InsnList code, AbstractInsnNode before) {
    code.insertBefore(before, new LdcInsnNode(Integer.MIN_VALUE));
    code.insertBefore(before, new InsnNode(Opcodes.IADD));
  }

  /// The number that an instruction pushes, whatever came before.
  private static @Nullable Integer constant(AbstractInsnNode node) {
    int opcode = node.getOpcode();
    return switch (node) {
      case IntInsnNode push when opcode != Opcodes.NEWARRAY -> push.operand;
      case LdcInsnNode load when load.cst instanceof Integer number -> number;
      case InsnNode _ when opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5 ->
          opcode - Opcodes.ICONST_0;
      default -> null;
    };
  }
}
