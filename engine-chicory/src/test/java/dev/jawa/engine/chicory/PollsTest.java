package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

class PollsTest {

  private static final String POLL = "checkInterruption";
  private static final String TYPE =
      "(Lcom/dylibso/chicory/runtime/Memory;Lcom/dylibso/chicory/runtime/Instance;)V";

  private final InsnList code = new InsnList();

  private void poll() {
    code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, "a/Shaded", POLL, "()V", false));
  }

  private void call(String function) {
    poll();
    code.add(new VarInsnNode(Opcodes.ALOAD, 0));
    code.add(new VarInsnNode(Opcodes.ALOAD, 1));
    code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, "a/Group", function, TYPE, false));
  }

  private void loop() {
    LabelNode start = new LabelNode();
    code.add(start);
    poll();
    code.add(new JumpInsnNode(Opcodes.GOTO, start));
  }

  private List<String> calls() {
    List<String> names = new ArrayList<>();
    for (AbstractInsnNode node : code) {
      if (node instanceof MethodInsnNode call) {
        names.add(call.name);
      }
    }
    return names;
  }

  @Test
  void aFunctionWithCallsAsksOnceWhereItBegins() {
    code.add(new InsnNode(Opcodes.NOP));
    call("func_1");
    call("func_2");

    Polls.gather("func_3", code, 10);

    assertThat(calls()).containsExactly(POLL, "func_1", "func_2");
    assertThat(code.getFirst()).isInstanceOf(MethodInsnNode.class);
  }

  @Test
  void aPieceOfAFunctionDoesNotAsk() {
    call("func_1");

    Polls.gather("func_10", code, 10);

    assertThat(calls()).containsExactly("func_1");
  }

  @Test
  void loopsAskOnEachWayBack() {
    call("func_1");
    loop();

    Polls.gather("func_10", code, 10);

    assertThat(calls()).containsExactly("func_1", POLL);
  }

  @Test
  void aFunctionWithoutCallsIsLeftAsItIs() {
    loop();

    Polls.gather("func_3", code, 10);

    assertThat(calls()).containsExactly(POLL);
  }
}
