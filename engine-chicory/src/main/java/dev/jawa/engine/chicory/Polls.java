package dev.jawa.engine.chicory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/// Has a function that calls others ask once, where it begins, whether it was interrupted, and not
/// before each of its calls as Chicory does.
///
/// Nothing runs for long unasked: loops ask on their way back, and whatever recurs, or calls often
/// what calls often, comes to the beginning of a function with calls. One without any ends after as
/// many instructions as it has. Pieces that [SplitModule] cut do not ask: each is called from one
/// place, in a function that asks. Indirect calls ask in the method they go through.
final class Polls {

  private static final String CALLED_WITH =
      "Lcom/dylibso/chicory/runtime/Memory;Lcom/dylibso/chicory/runtime/Instance;)";

  private Polls() {}

  /// @param method the name of the generated method, `func_` and the function's index
  /// @param pieces the index of the first piece
  static void gather(String method, InsnList code, int pieces) {
    List<MethodInsnNode> beforeCalls = new ArrayList<>();
    for (AbstractInsnNode node = code.getFirst(); node != null; node = node.getNext()) {
      if (node instanceof MethodInsnNode call && isPoll(call) && isBeforeCall(call)) {
        beforeCalls.add(call);
      }
    }
    if (beforeCalls.isEmpty() || !method.startsWith(GuestNames.METHOD_PREFIX)) {
      return;
    }
    beforeCalls.forEach(code::remove);
    if (Integer.parseInt(method.substring(GuestNames.METHOD_PREFIX.length())) < pieces) {
      code.insert(beforeCalls.getFirst());
    }
  }

  private static boolean isPoll(MethodInsnNode call) {
    return call.name.equals(ClassPatcher.POLL) && call.desc.equals("()V");
  }

  /// Only the memory and the instance are still to be loaded: not a way back in a loop.
  private static boolean isBeforeCall(MethodInsnNode poll) {
    return isLoad(poll.getNext())
        && isLoad(poll.getNext().getNext())
        && poll.getNext().getNext().getNext() instanceof MethodInsnNode call
        && call.getOpcode() == Opcodes.INVOKESTATIC
        && call.desc.contains(CALLED_WITH);
  }

  private static boolean isLoad(@Nullable AbstractInsnNode node) {
    return node instanceof VarInsnNode load && load.getOpcode() == Opcodes.ALOAD;
  }
}
