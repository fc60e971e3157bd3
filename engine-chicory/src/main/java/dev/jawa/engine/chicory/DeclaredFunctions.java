package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import dev.jawa.engine.binary.SectionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes Chicory's validator see what a module declares. A function that refers to itself has to be
/// named outside of functions; Chicory looks for that in declarative element segments only, where
/// other segments, exports and globals count too. So the same module with one segment more, which
/// declares these, is what it validates. Spec: WebAssembly 3.0, validation of `ref.func`.
final class DeclaredFunctions {

  /// What Chicory says of such a function.
  static final String COMPLAINT = "undeclared function reference";

  private static final int DECLARATIVE = 3;
  private static final int FUNCTION_INDICES = 0;

  private DeclaredFunctions() {}

  /// The module with its declarations in an element segment.
  static byte[] spelledOut(byte[] wasm, WasmModule module) {
    Set<Integer> declared = declared(module);
    int place = place(wasm);
    return WasmReader.rewrite(
        wasm,
        (section, in, out) -> {
          if (section.id() == place && place == SectionId.ELEMENT) {
            int count = in.u32();
            WasmSink own = new WasmSink().u32(count + 1).raw(wasm, in.position(), section.end());
            out.section(SectionId.ELEMENT, segment(own, declared));
            return;
          }
          if (section.id() == place) {
            out.section(SectionId.ELEMENT, segment(new WasmSink().u32(1), declared));
          }
          out.copy(wasm, section);
        });
  }

  /// The section that holds the segments, or if there is none the one that comes after it.
  private static int place(byte[] wasm) {
    List<Integer> ids = new ArrayList<>();
    new WasmReader(wasm).sections((section, _) -> ids.add(section.id()));
    return Stream.of(SectionId.ELEMENT, SectionId.DATA_COUNT)
        .filter(ids::contains)
        .findFirst()
        .orElse(SectionId.CODE);
  }

  private static WasmSink segment(WasmSink to, Set<Integer> functions) {
    to.u8(DECLARATIVE).u8(FUNCTION_INDICES).u32(functions.size());
    functions.forEach(to::u32);
    return to;
  }

  private static Set<Integer> declared(WasmModule module) {
    Set<Integer> functions = new TreeSet<>();
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      if (export.exportType() == ExternalType.FUNCTION) {
        functions.add(export.index());
      }
    }
    for (var global : module.globalSection().globals()) {
      add(global.initInstructions(), functions);
    }
    for (var segment : module.elementSection().elements()) {
      segment.initializers().forEach(initializer -> add(initializer, functions));
    }
    return functions;
  }

  private static void add(List<Instruction> expression, Set<Integer> functions) {
    for (Instruction instruction : expression) {
      if (instruction.opcode() == OpCode.REF_FUNC) {
        functions.add((int) instruction.operand(0));
      }
    }
  }
}
