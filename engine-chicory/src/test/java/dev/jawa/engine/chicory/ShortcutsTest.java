package dev.jawa.engine.chicory;

import static dev.jawa.engine.CoreValType.F32;
import static dev.jawa.engine.CoreValType.F64;
import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.engine.CoreValType.I64;
import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.OpcodeImpl;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.StoreLimits;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;

/// All comparisons on all pairs of numbers at which they could differ, as a value and in front of
/// every kind of branch: the interpreter has none of the shortcuts.
class ShortcutsTest {

  /// Comparisons of one type, `firstOpcode` to `lastOpcode`.
  record Group(CoreValType type, int firstOpcode, int lastOpcode, long... numbers) {
    @Override
    public String toString() {
      return type.toString();
    }

    private boolean isUnary(int opcode) {
      return opcode == firstOpcode && (type == I32 || type == I64);
    }
  }

  private static long bits(float number) {
    return Float.floatToRawIntBits(number) & 0xFFFF_FFFFL;
  }

  private static long bits(double number) {
    return Double.doubleToRawLongBits(number);
  }

  private static long u32(int number) {
    return number & 0xFFFF_FFFFL;
  }

  static final List<Group> GROUPS =
      List.of(
          new Group(I32, 0x45, 0x4F, 0, 1, u32(-1), 2, u32(Integer.MIN_VALUE), Integer.MAX_VALUE),
          new Group(I64, 0x50, 0x5A, 0, 1, -1, 1L << 32, -1L << 32, Long.MIN_VALUE, Long.MAX_VALUE),
          new Group(
              F32,
              0x5B,
              0x60,
              bits(0f),
              bits(-0f),
              bits(1f),
              bits(-1f),
              bits(Float.POSITIVE_INFINITY),
              bits(Float.NEGATIVE_INFINITY),
              bits(Float.NaN)),
          new Group(
              F64,
              0x61,
              0x66,
              bits(0.0),
              bits(-0.0),
              bits(1.0),
              bits(-1.0),
              bits(Double.POSITIVE_INFINITY),
              bits(Double.NEGATIVE_INFINITY),
              bits(Double.NaN)));

  /// What stands behind the comparison, all in a function that gives 1 for true.
  private static final Map<String, Consumer<WasmCode>> USES =
      Map.of(
          "value", _ -> {},
          "twice negated", c -> c.op(0x45, 0x45),
          "branch", c -> c.brIf(0).i32Const(0).op(WasmCode.RETURN).end().i32Const(1),
          "branch if not",
              c -> c.op(0x45).brIf(0).i32Const(1).op(WasmCode.RETURN).end().i32Const(0),
          "branch if not not",
              c -> c.op(0x45, 0x45).brIf(0).i32Const(0).op(WasmCode.RETURN).end().i32Const(1),
          "if", c -> c.ifElse(0x7F).i32Const(1).otherwise().i32Const(0).end(),
          "if not", c -> c.op(0x45).ifElse(0x7F).i32Const(0).otherwise().i32Const(1).end(),
          "select", c -> c.localSet(2).i32Const(1).i32Const(0).localGet(2).op(0x1B));

  private static byte[] module(Group group) {
    WasmBuilder wasm = new WasmBuilder();
    int type = wasm.type(List.of(group.type(), group.type()), List.of(I32));
    for (int op = group.firstOpcode(); op <= group.lastOpcode(); op++) {
      int opcode = op;
      USES.forEach((name, use) -> {
        int function =
            wasm.func(
                type,
                List.of(I32),
                c -> {
                  if (name.startsWith("branch")) {
                    c.block(WasmCode.EMPTY);
                  }
                  c.localGet(0);
                  if (!group.isUnary(opcode)) {
                    c.localGet(1);
                  }
                  use.accept(c.op(opcode));
                });
        wasm.exportFunc("%x %s".formatted(opcode, name), function);
      });
    }
    return wasm.build();
  }

  private static Map<String, Long> results(byte[] wasm, Group group, boolean interpreted) {
    Map<String, Long> results = new TreeMap<>();
    try (ChicoryEngine engine = new ChicoryEngine(new EngineOptions(null, interpreted));
        CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(engine.compile(wasm), List.of());
      for (int op = group.firstOpcode(); op <= group.lastOpcode(); op++) {
        for (String use : USES.keySet()) {
          String name = "%x %s".formatted(op, use);
          CoreFunc function = (CoreFunc) Objects.requireNonNull(instance.export(name));
          for (long a : group.numbers()) {
            for (long b : group.numbers()) {
              results.put("%s of %x and %x".formatted(name, a, b), function.call(a, b)[0]);
            }
          }
        }
      }
    }
    return results;
  }

  @ParameterizedTest
  @FieldSource("GROUPS")
  void comparesAsTheInterpreterDoes(Group group) {
    byte[] wasm = module(group);

    assertThat(results(wasm, group, false)).isEqualTo(results(wasm, group, true));
  }

  /// `f32.min` and its kin of a signalling NaN with a payload, by opcode.
  @ParameterizedTest
  @ValueSource(ints = {0x96, 0x97, 0xA4, 0xA5})
  void theLeastOrGreatestOfASignallingNanIsAQuietOne(int opcode) {
    CoreValType type = opcode < 0xA0 ? F32 : F64;
    long quiet = opcode < 0xA0 ? 0x0040_0000L : 0x0008_0000_0000_0000L;
    long nan = opcode < 0xA0 ? 0x7FA0_0001L : 0x7FF4_0000_0000_0001L;
    long one = opcode < 0xA0 ? bits(1f) : bits(1.0);
    WasmBuilder wasm = new WasmBuilder();
    int signature = wasm.type(List.of(type, type), List.of(type));
    int function = wasm.func(signature, List.of(), c -> c.localGet(0).localGet(1).op(opcode));
    wasm.exportFunc("f", function);
    try (ChicoryEngine engine = new ChicoryEngine(EngineOptions.DEFAULT);
        CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(engine.compile(wasm.build()), List.of());
      CoreFunc f = (CoreFunc) Objects.requireNonNull(instance.export("f"));

      assertThat(f.call(nan, one)[0] & quiet).isEqualTo(quiet);
      assertThat(f.call(one, nan)[0] & quiet).isEqualTo(quiet);
      assertThat(f.call(one, one)).containsExactly(one);
    }
  }

  @Test
  void leavesNoCallInFrontOfABranch() {
    ClassWriter written = new ClassWriter(0);
    written.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "a/Group", null, "java/lang/Object", null);
    var code =
        written.visitMethod(
            Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "f", "(J)V", null, new String[0]);
    Label target = new Label();
    code.visitCode();
    code.visitVarInsn(Opcodes.LLOAD, 0);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, Type.getInternalName(OpcodeImpl.class), "I64_EQZ", "(J)I", false);
    code.visitMethodInsn(
        Opcodes.INVOKESTATIC, Type.getInternalName(OpcodeImpl.class), "I32_EQZ", "(I)I", false);
    code.visitJumpInsn(Opcodes.IFNE, target);
    code.visitMethodInsn(Opcodes.INVOKESTATIC, "a/Shaded", "checkInterruption", "()V", false);
    code.visitLabel(target);
    code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
    code.visitInsn(Opcodes.RETURN);
    code.visitMaxs(2, 2);
    code.visitEnd();
    written.visitEnd();

    ClassNode shortened = new ClassNode();
    new ClassReader(new Shortcuts(false, 1).shorten(written.toByteArray())).accept(shortened, 0);

    assertThat(shortened.methods.getFirst().maxStack).isEqualTo(4);
    assertThat(
            Stream.iterate(
                    shortened.methods.getFirst().instructions.getFirst(),
                    node -> node != null,
                    AbstractInsnNode::getNext)
                .filter(MethodInsnNode.class::isInstance)
                .map(node -> ((MethodInsnNode) node).owner))
        .containsExactly("dev/jawa/engine/chicory/GuestPoll");
  }
}
