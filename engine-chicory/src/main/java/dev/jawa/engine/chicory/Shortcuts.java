package dev.jawa.engine.chicory;

import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IFGE;
import static org.objectweb.asm.Opcodes.IFGT;
import static org.objectweb.asm.Opcodes.IFLE;
import static org.objectweb.asm.Opcodes.IFLT;
import static org.objectweb.asm.Opcodes.IFNE;

import com.dylibso.chicory.runtime.OpcodeImpl;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/// Shortens the code of functions, of which a guest that runs once executes most in the JVM's
/// interpreter or hands it to the JIT's hurried compiler: there each call of a helper costs.
///
/// Chicory calls a method for each comparison and then branches on its result; here the JVM's own
/// conditional jumps take their place, and functions ask once and not at each call whether they
/// were interrupted ([Polls]). Accesses to memory and the check for interrupts go straight to
/// [GuestMemory] and [GuestPoll] and not through the module's copy of Chicory's helpers. And the
/// least and greatest of two numbers come from [GuestMath], which Chicory gets wrong.
final class Shortcuts {

  private static final String OPCODES = Type.getInternalName(OpcodeImpl.class);
  private static final String HELPERS = "Shaded";
  private static final String EQZ = "I32_EQZ";

  private static final Pattern EXTREMUM = Pattern.compile("F(?:32|64)_(MIN|MAX)");

  private static final Pattern COMPARISON =
      Pattern.compile("([IF])(32|64)_(EQZ|EQ|NE|LT|GT|LE|GE)(_S|_U)?");
  private static final Pattern ACCESS =
      Pattern.compile("memory(Read|Write)(Byte|Short|Int|Long|Float|Double)");

  /// The jump on a number's relation to zero.
  private static final Map<String, Integer> JUMPS =
      Map.of("EQZ", IFEQ, "EQ", IFEQ, "NE", IFNE, "LT", IFLT, "GT", IFGT, "LE", IFLE, "GE", IFGE);

  /// The distance between `ifeq` and `if_icmpeq`; the others follow in the same order.
  private static final int TO_COMPARE_INTS = Opcodes.IF_ICMPEQ - IFEQ;

  private final boolean sharedMemory;
  private final int pieces;

  /// @param sharedMemory whether the module has a memory that is not a [FlatMemory]
  /// @param pieces the index of the first function that is only a piece of another
  Shortcuts(boolean sharedMemory, int pieces) {
    this.sharedMemory = sharedMemory;
    this.pieces = pieces;
  }

  /// The same class, with shorter code.
  byte[] shorten(byte[] generated) {
    ClassReader reader = new ClassReader(generated);
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            return new MethodNode(Opcodes.ASM9, access, name, descriptor, signature, exceptions) {
              @Override
              public void visitEnd() {
                Polls.gather(name, instructions, pieces);
                shorten(instructions);
                // A zero of 64 bits to compare with.
                maxStack += 2;
                accept(writer);
              }
            };
          }
        },
        0);
    return writer.toByteArray();
  }

  private void shorten(InsnList code) {
    for (AbstractInsnNode node = code.getFirst(); node != null; node = node.getNext()) {
      switch (node) {
        case MethodInsnNode call -> redirect(call);
        case JumpInsnNode jump when isOfTruth(jump) -> shorten(code, jump);
        default -> {}
      }
    }
  }

  private void redirect(MethodInsnNode call) {
    Matcher extremum = EXTREMUM.matcher(call.name);
    if (call.owner.equals(OPCODES) && extremum.matches()) {
      call.owner = Type.getInternalName(GuestMath.class);
      call.name = extremum.group(1).toLowerCase(Locale.ROOT);
      return;
    }
    if (!call.owner.endsWith(HELPERS)) {
      return;
    }
    if (call.name.equals(ClassPatcher.POLL)) {
      call.owner = Type.getInternalName(GuestPoll.class);
    } else if (call.name.equals("i32_ge_u")) {
      call.owner = OPCODES;
      call.name = "I32_GE_U";
    } else if (!sharedMemory && ACCESS.matcher(call.name).matches()) {
      call.owner = Type.getInternalName(GuestMemory.class);
    }
  }

  private static boolean isOfTruth(JumpInsnNode jump) {
    return jump.getOpcode() == IFEQ || jump.getOpcode() == IFNE;
  }

  /// Takes the comparisons before a jump into it.
  private static void shorten(InsnList code, JumpInsnNode jump) {
    while (isOfTruth(jump) && jump.getPrevious() instanceof MethodInsnNode call) {
      if (!call.owner.equals(OPCODES)) {
        return;
      }
      if (call.name.equals(EQZ)) {
        jump.setOpcode(opposite(jump.getOpcode()));
        code.remove(call);
        continue;
      }
      Matcher comparison = COMPARISON.matcher(call.name);
      if (comparison.matches()) {
        compare(code, jump, call, comparison);
      }
      return;
    }
  }

  private static void compare(
      InsnList code, JumpInsnNode jump, MethodInsnNode call, Matcher comparison) {
    boolean isFloat = comparison.group(1).equals("F");
    boolean isWide = comparison.group(2).equals("64");
    String relation = comparison.group(3);
    boolean isUnsigned = "_U".equals(comparison.group(4));
    int opcode = Objects.requireNonNull(JUMPS.get(relation));
    if (isUnsigned && !isWide) {
      boolean turned = Unsigned.intoSigned(code, call);
      int relationOf = turned ? mirrored(opcode) : opcode;
      jump.setOpcode(
          (jump.getOpcode() == IFNE ? relationOf : opposite(relationOf)) + TO_COMPARE_INTS);
      code.remove(call);
      return;
    }
    if (isUnsigned) {
      code.insertBefore(call, compareUnsigned());
    } else if (isFloat) {
      // What is not a number has to make the comparison false.
      boolean isLess = opcode == IFLT || opcode == IFLE;
      int less = isWide ? Opcodes.DCMPG : Opcodes.FCMPG;
      int greater = isWide ? Opcodes.DCMPL : Opcodes.FCMPL;
      code.insertBefore(call, new InsnNode(isLess ? less : greater));
    } else if (isWide) {
      if (relation.equals("EQZ")) {
        code.insertBefore(call, new InsnNode(Opcodes.LCONST_0));
      }
      code.insertBefore(call, new InsnNode(Opcodes.LCMP));
    }
    int taken = jump.getOpcode() == IFNE ? opcode : opposite(opcode);
    boolean ints = !isFloat && !isWide;
    jump.setOpcode(ints ? taken + TO_COMPARE_INTS : taken);
    code.remove(call);
  }

  private static MethodInsnNode compareUnsigned() {
    return new MethodInsnNode(
        Opcodes.INVOKESTATIC, "java/lang/Long", "compareUnsigned", "(JJ)I", false);
  }

  /// The relation of the second number to the first.
  private static int mirrored(int opcode) {
    return switch (opcode) {
      case IFLT -> IFGT;
      case IFGT -> IFLT;
      case IFLE -> IFGE;
      case IFGE -> IFLE;
      default -> opcode;
    };
  }

  /// Each jump and its opposite are neighbours, beginning with an odd number.
  private static int opposite(int opcode) {
    return ((opcode + 1) ^ 1) - 1;
  }
}
