package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import dev.jawa.engine.binary.SectionId;
import java.util.function.IntPredicate;

/// Copies a valid module without what is not needed once its functions are compiled: their bodies,
/// and custom sections other than the name section. What is left parses in a tenth of the time.
final class WasmStripper {

  /// A body of three bytes: no locals, `unreachable`, `end`.
  private static final byte[] STUB = {3, 0, 0, 0x0B};

  private WasmStripper() {}

  /// The same for the next start, with the data in as few segments as will do.
  static byte[] stripForLater(byte[] wasm, WasmModule module, IntPredicate keep) {
    byte[] stripped = strip(wasm, keep);
    return DataMerger.mayMerge(module)
        ? WasmReader.rewrite(stripped, (section, in, out) -> mergeData(stripped, section, in, out))
        : stripped;
  }

  private static void mergeData(
      byte[] wasm, WasmReader.Section section, WasmReader in, WasmSink out) {
    WasmSink merged = section.id() == SectionId.DATA ? DataMerger.merged(wasm, in) : null;
    if (merged == null) {
      out.copy(wasm, section);
    } else {
      out.section(SectionId.DATA, merged);
    }
  }

  /// @param keep whether the body of the n-th defined function stays
  static byte[] strip(byte[] wasm, IntPredicate keep) {
    return WasmReader.rewrite(
        wasm,
        (section, in, out) -> {
          if (section.id() == SectionId.CODE) {
            out.section(SectionId.CODE, code(wasm, in, keep));
          } else if (section.id() != SectionId.CUSTOM || in.name().equals("name")) {
            out.copy(wasm, section);
          }
        });
  }

  private static WasmSink code(byte[] wasm, WasmReader in, IntPredicate keep) {
    int count = in.u32();
    WasmSink bodies = new WasmSink().u32(count);
    in.bodies(
        count,
        (i, start, end) -> {
          if (keep.test(i)) {
            bodies.raw(wasm, start, end);
          } else {
            bodies.raw(STUB, 0, STUB.length);
          }
        });
    return bodies;
  }
}
