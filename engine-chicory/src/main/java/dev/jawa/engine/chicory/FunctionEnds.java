package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.OpCode;
import dev.jawa.engine.binary.SectionId;
import java.util.BitSet;
import java.util.List;

/// Puts a `nop` before the end of functions whose code Chicory would take wrongly.
///
/// Where the `end` of a function follows on the `end` of a block, Chicory's parser takes it for
/// that block's. Its compiler then gives a branch to the function's label the operands that a
/// branch to the block would keep: results are wrong, or it fails for having left the block or not
/// having entered it yet.
final class FunctionEnds {

  private static final int NOP = 0x01;
  private static final int END = 0x0B;

  private FunctionEnds() {}

  /// The module with those functions changed; the same bytes if there are none.
  ///
  /// @param wasm a valid module
  /// @param module the same, decoded
  static byte[] part(byte[] wasm, WasmModule module) {
    FunctionBody[] bodies = module.codeSection().functionBodies();
    BitSet affected = new BitSet();
    for (int i = 0; i < bodies.length; i++) {
      affected.set(i, isAffected(bodies[i].instructions()));
    }
    return affected.isEmpty() ? wasm : write(wasm, affected);
  }

  private static boolean isAffected(List<AnnotatedInstruction> instructions) {
    int last = instructions.size() - 1;
    return last > 0
        && instructions.get(last - 1).opcode() == OpCode.END
        && instructions.stream().anyMatch(instruction -> mayBranchTo(last, instruction));
  }

  /// Where a `try_table` catches to is not looked at.
  private static boolean mayBranchTo(int label, AnnotatedInstruction instruction) {
    return instruction.labelTrue() == label
        || instruction.labelFalse() == label
        || instruction.labelTable().contains(label)
        || instruction.opcode() == OpCode.TRY_TABLE;
  }

  private static byte[] write(byte[] wasm, BitSet affected) {
    return WasmReader.rewrite(
        wasm,
        (section, in, out) -> {
          if (section.id() == SectionId.CODE) {
            out.section(SectionId.CODE, code(wasm, in, affected));
          } else {
            out.copy(wasm, section);
          }
        });
  }

  private static WasmSink code(byte[] wasm, WasmReader in, BitSet affected) {
    int count = in.u32();
    WasmSink out = new WasmSink().u32(count);
    in.bodies(
        count,
        (i, start, end) -> {
          if (affected.get(i)) {
            int content = in.position();
            out.u32(end - content + 1).raw(wasm, content, end - 1).u8(NOP).u8(END);
          } else {
            out.raw(wasm, start, end);
          }
        });
    return out;
  }
}
